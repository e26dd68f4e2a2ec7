"""Where a download may lead: only to another's machine in the internet, and over a connection that is what it says."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.attachments import Downloader
from bot.file_hosts import FileHosts, is_public
from bot.file_ports import DownloadError, NotSavedError
from bot.uploads import Uploader

PUBLIC, OWN = "13.107.136.10", "127.0.0.1"
URL = "https://contoso.sharepoint.com/x?tempauth=secret"
INSIDE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "168.63.129.16", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1",  # noqa: S104 - refused
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff0e::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:168.63.129.16", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:1::1",
)
OUTSIDE = (PUBLIC, "8.8.8.8", "2603:1061:10::1", "::ffff:13.107.136.10", "64:ff9b::d6b:880a")


class Names(AbstractResolver):
    """A name server under someone else's control."""

    def __init__(self, *found: ResolveResult) -> None:
        self.found, self.asked = list(found), list[str]()

    async def resolve(self, host: str, port: int = 0,
                      family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        del port, family
        self.asked.append(host)
        return self.found

    async def close(self) -> None:
        """There is nothing to close."""


def at(host: str, port: int = 443) -> ResolveResult:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return ResolveResult(hostname="contoso.sharepoint.com", host=host, port=port, family=family, proto=0, flags=0)


class Turning(dict[str, Any]):
    """An answer that is public when it is looked at, and this machine when it is used."""

    looks = 0

    def __getitem__(self, name: str) -> Any:
        if name != "host":
            return super().__getitem__(name)
        self.looks += 1
        return PUBLIC if self.looks == 1 else OWN


@contextlib.asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[int, list[str]]]:
    """A service on this machine that nobody may reach; gives its port, and who has connected."""
    connected: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        connected.append(str(writer.get_extra_info("peername")))
        writer.close()

    async with await asyncio.start_server(note, OWN, 0, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1], connected


async def refusal(downloader: Downloader, url: str = URL) -> str:
    with pytest.raises(DownloadError) as raised:
        async with downloader.fetch(url):
            pass
    return str(raised.value)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_refused(
        tmp_path: Path, address: str, caplog: pytest.LogCaptureFixture) -> None:
    names = Names(at(address))
    assert "could not be fetched" in await refusal(Downloader(tmp_path, resolver=names))
    assert names.asked == ["contoso.sharepoint.com"]
    assert "DNS" in caplog.text
    assert "secret" not in caplog.text


async def test_one_address_inside_among_public_ones_is_enough_to_refuse_the_name(tmp_path: Path) -> None:
    async with listening() as (port, connected):
        assert "could not be fetched" in await refusal(Downloader(tmp_path, resolver=Names(at(PUBLIC), at(OWN, port))))
    assert not connected


async def test_the_address_that_is_connected_to_is_the_one_that_was_looked_at(tmp_path: Path) -> None:
    async with listening() as (port, connected):
        turning: Any = Turning(at(PUBLIC, port))
        assert "could not be fetched" in await refusal(Downloader(tmp_path, resolver=Names(turning)))
    assert turning.looks > 1
    assert not connected


async def test_what_people_are_sent_is_not_put_inside_either(tmp_path: Path) -> None:
    del tmp_path
    async with listening() as (port, connected):
        turning: Any = Turning(at(PUBLIC, port))
        for resolver in (Names(at(OWN, port)), Names(turning)):
            with pytest.raises(NotSavedError):
                await Uploader(FileHosts(resolver=resolver)).save(URL, b"a,b")
    assert not connected


async def test_a_server_that_cannot_prove_its_name_is_refused(tmp_path: Path) -> None:
    async with listening(_nobodys_certificate(tmp_path)) as (port, _):
        downloader = Downloader(tmp_path / "uploads", allow_loopback=True)
        assert "could not be fetched" in await refusal(downloader, f"https://{OWN}:{port}/x")


def _nobodys_certificate(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate for this address that no authority has signed."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OWN)])
    begin = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(begin).not_valid_after(begin + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(OWN))]), critical=False)
        .sign(key, hashes.SHA256()))
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption())
                     + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
