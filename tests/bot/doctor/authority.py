"""Certificates of our own: an authority, and what it signs."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def pem(self) -> str:
        """The private key and the certificate, as one file holds them."""
        return self.key_pem + self.certificate_pem

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption()).decode()


def issued(*names: str, by: Issued | None = None, begins: datetime | None = None, lasts: timedelta = 30 * DAY,
           authority: bool = False, of_rsa: bool = False) -> Issued:
    """A certificate for these host names; self-signed unless ``by`` somebody."""
    key = rsa.generate_private_key(65537, 2048) if of_rsa else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    begin = begins or datetime.now(UTC) - DAY
    made = x509.CertificateBuilder(by.certificate.subject if by else subject, subject, key.public_key(),
                                   x509.random_serial_number(), begin, begin + lasts)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    if authority:
        usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                              key_encipherment=False, data_encipherment=False, key_agreement=False,
                              encipher_only=False, decipher_only=False)
        made = made.add_extension(usage, critical=True)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    signer = by or Issued(None, key)  # type: ignore[arg-type]  # itself, whose certificate is being made
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    made = made.add_extension(identifier, critical=False).add_extension(issuer, critical=False)
    return Issued(made.sign(signer.key, hashes.SHA256()), key)


@cache
def authority() -> Issued:
    """Whom the tests' clients trust."""
    return issued("Roomcheck's tests", authority=True)


def trusting() -> ssl.SSLContext:
    """A client's side that trusts this authority alone."""
    return ssl.create_default_context(cadata=authority().certificate_pem)


def serving(shown: Issued, folder: Path, more: Sequence[Issued] = ()) -> ssl.SSLContext:
    """A server's side that shows this certificate."""
    file = folder / f"{shown.certificate.serial_number}.pem"
    file.write_text(shown.pem + "".join(each.certificate_pem for each in more))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
