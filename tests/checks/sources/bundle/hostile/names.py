"""Entries with names that are to do harm, or that nobody can read. The logs are known by what they hold, so that each
bundle is whole, whatever its logs are called.
"""

import unicodedata
from collections.abc import Iterator
from functools import partial

from tests.checks.sources.bundle.bundles import AAD_PATH
from tests.checks.sources.bundle.hostile.case import RECOVERED, WHOLE, Case, table
from tests.checks.sources.bundle.hostile.raw_zip import UTF8, Entry, assembled, bundle, good

NAMES: dict[str, bytes] = {
    "absolute": b"/etc/cron.d/aad.evtx", "absolute, doubled": b"//server/share/aad.evtx",
    "upwards": b"../../../../../../tmp/aad.evtx", "upwards and down": b"a/b/../../../../aad.evtx",
    "upwards with backslashes": rb"..\..\..\Windows\System32\aad.evtx", "dots only": b"../..", "one dot": b".",
"empty": b"", "blank": b" ", "hidden": b".aad.evtx", "dots at its end": b"aad.evtx...",
    "a blank at its end": b"aad.evtx ", "drive": rb"C:\Windows\aad.evtx", "drive alone": b"C:",
    "relative to a drive": b"D:aad.evtx",
    "share": rb"\\server\c$\aad.evtx", "device path": rb"\\.\PhysicalDrive0", "long path": rb"\\?\C:\aad.evtx",
    "CON": b"CON", "NUL": b"NUL", "COM1": b"COM1.evtx", "AUX in a folder": b"logs/AUX/aad.evtx", "LPT9": b"LPT9.txt",
    "another stream": b"aad.evtx:hidden:$DATA", "question and star": b"a?a*d.evtx",
    "quotes": b"\"aad\".evtx' OR 1=1 --",
    "shell": b"$(reboot)`reboot`;reboot|reboot.evtx", "format": b"%s%n{0}{0.__class__}${jndi:ldap://x}.evtx",
    "markdown": b"[press](https://evil.example/)**x**_y_.evtx", "mention": b"<at>everyone</at>.evtx",
    "markup": b"<script>alert(1)</script>&amp;.evtx", "card function": b"{{DATE(2024-01-01T00:00:00Z,SHORT)}}.evtx",
    "new lines": b"aad\r\n\r\nNothing wrong was found.evtx", "escapes": b"\x1b[2J\x1b]0;x\x07aad.evtx",
    "NUL within": b"aad.evtx\0.exe", "NUL alone": b"\0", "bell, tab and delete": b"\x07\t\x7f.evtx",
    "256 letters": b"a" * 256, "64 KiB": b"a" * 65_535,
    "5,000 folders deep": b"d/" * 5_000 + b"aad.evtx", "64 KiB upwards": b"../" * 21_840 + b"aad",
    "Latin letters, not said": b"M\xfcller\\aad.evtx", "UTF-8, not said": "会议室/第一.evtx".encode(),
    "a name like the app's log": b"Teams/Logs.txt",
}
SAID_TO_BE_UTF8: dict[str, bytes] = {
    "honest": "会议室/第一 😀.evtx".encode(), "invalid": b"aad\xff\xfe\xc3.evtx", "cut short": b"aad\xe4\xbc",
    "overlong": b"..\xc0\xaf..\xc0\xafaad.evtx", "half a surrogate pair": b"aad\xed\xa0\x80.evtx",
    "surrogates one by one": b"aad\xed\xa0\xbd\xed\xb8\x80.evtx",
    "past the last character": b"aad\xf4\x90\x80\x80.evtx",
    "direction turned": "aad\u202exvte.\u2066evtx".encode(), "zero width": "a\u200ba\u200dd\ufeff.evtx".encode(),
    "line separators": "aad\u2028\u2029\u0085.evtx".encode(),
    "private and unassigned": "\ue000\U000e0001\uffff.evtx".encode(),
    "piled-up marks": ("a" + "\u0301" * 500 + ".evtx").encode(), "blank letters": "\u3164\u2800\u00a0.evtx".encode(),
    "decomposed": unicodedata.normalize("NFD", "Sitzungssäle.evtx").encode(),
    "64 KiB of emoji": "😀".encode() * 16_000,
    "64 KiB turned": "\u202e".encode() * 21_000,
    "wide slash": "..\uff0f..\uff3caad.evtx".encode(), "right to left": "חדר/ישיבות.evtx".encode(),
}


def _rename(name: bytes, flags: int) -> bytes:
    """The good bundle with its Entra ID log called so, and another file of that name beside it."""
    renamed = {"name": name, "both": {"flags": flags}}
    return assembled([Entry(name, b"nothing", both={"flags": flags}), *good(changed={AAD_PATH: renamed})])


def _cases() -> Iterator[Case]:
    for name, raw in NAMES.items():
        yield from table("name", {name: (partial(_rename, raw, 0), WHOLE)})
    for name, raw in SAID_TO_BE_UTF8.items():
        yield from table("name in UTF-8", {name: (partial(_rename, raw, UTF8), WHOLE)})
    unreadable: dict[str, dict[str, object]] = {
        "readme.txt": {"name": b"\xff\xff", "both": {"flags": UTF8}}, AAD_PATH: {"name": b"a" * 5_000}}
    other = {AAD_PATH: {"local_name": b"../another.exe"}}
    yield from table("name", {
        "two names, one in each header": (partial(bundle, other), WHOLE),
        "the name of another log": (partial(_rename, b"Skype Room System.evtx", 0), RECOVERED),
        "all the same": (partial(bundle, name=b"x/Teams/Logs.txt"), RECOVERED),
        "slash": (partial(_rename, b"/", 0), WHOLE), "a folder": (partial(_rename, b"aad.evtx/", 0), WHOLE),
        "a folder and a NUL": (partial(_rename, b"aad/\0.evtx", 0), WHOLE),
        "64 KiB of folders": (partial(_rename, b"a/" * 32_767, 0), WHOLE),
        "one that is no UTF-8, one of 5,000 letters": (partial(bundle, unreadable), WHOLE),
        "all empty": (partial(bundle, name=b""), WHOLE),
        "all upwards": (partial(bundle, name=b"../../.."), WHOLE)})


CASES = list(_cases())
