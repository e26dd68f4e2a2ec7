"""Logs.txt as no app writes it."""

import codecs
from collections.abc import Iterator
from functools import partial

from checks.facts.app_log import AppLog
from tests.checks.sources.bundle.bundles import APP_PATH
from tests.checks.sources.bundle.hostile.case import MIB, RECOVERED, WHOLE, Case, more, spares, table, tells
from tests.checks.sources.bundle.hostile.good import APP_LINE, APP_TEXT
from tests.checks.sources.bundle.hostile.raw_zip import assembled, bundle, good

TEXT = APP_TEXT.decode()
_LINE = APP_LINE.format(minute=30).rstrip("\n")
_DATE = _LINE[:_LINE.index("(")]
_LAST = APP_LINE.format(minute=59)


def with_text(text: bytes) -> bytes:
    """The good bundle with this as its Logs.txt."""
    return bundle({APP_PATH: {"content": text}})


READ: dict[str, bytes] = {
    "no new line at its end": TEXT.rstrip("\n").encode(), "CR LF": TEXT.replace("\n", "\r\n").encode(),
    "a byte order mark": codecs.BOM_UTF8 + APP_TEXT,
    "UTF-16, little end first": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "UTF-16, big end first": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-16 and half a character": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x41",
    "UTF-16 and half a pair": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x3d\xd8",
    "a line of 10 MB behind": APP_TEXT + b"x" * (10 * MIB),
    "a line of 10 MB before": b"x" * (10 * MIB) + b"\n" + APP_TEXT,
    "a line of 10 MB within": TEXT.replace("\n", "\n" + "ß" * (5 * MIB) + "\n", 1).encode(),
    "a dated line of 10 MB": APP_TEXT + _DATE.encode() + b" " * (10 * MIB) + b"\n",
    "10 MB of zeros behind": APP_TEXT + bytes(10 * MIB),
    "zeros between the lines": APP_TEXT.replace(b"\n", b"\n\0\0\0\n"),
    "1,000,000 short lines": APP_TEXT + b"x\n" * 1_000_000, "100,000 empty lines": b"\n" * 100_000 + APP_TEXT,
    "50,000 dated lines": APP_TEXT + f"{_DATE} x\n".encode() * 50_000,
    "bytes that are no UTF-8": APP_TEXT + b"\xff\xfe\xc3\n" * 100,
    "line separators": APP_TEXT + "\u2028\u2029\u0085".encode() * 99,
    "dates that are none": APP_TEXT + (_DATE.replace("11:", "99:") + "\n" + _DATE.replace("+0000", "+9999")).encode(),
    "years before and after all": APP_TEXT + b"".join(_DATE.replace("2024", year).encode() + b"\n" for year in
                                                       ("0000", "0001", "1601", "9999")),
    "a zone that leads out of time": APP_TEXT + _DATE.replace("2024", "9999").replace("+0000", "-2359").encode(),
    "digits of other scripts": APP_TEXT + _DATE.replace("2024", "٢٠٢٤").encode(),
    "errorStep, 50,000 times in a line": APP_TEXT + (_DATE + "errorStep " * 50_000 + "\n").encode(),
    "errorStep and a run of signs": APP_TEXT + (_DATE + "errorStep" + ":" * 60_000 + "\n").encode(),
    "errorCode, 5,000 times in a line": APP_TEXT + (_DATE + "errorCode" * 5_000 + "\n").encode(),
}
ONE_MORE: dict[str, str] = {
    "quotes of 60,000 letters": _LINE + "user=" + "x" * 60_000,
    "turned and hidden text": _LINE.replace("FailedAuthentication", "\u202e\u200b\x1b[31m\0Failed"),
    "markdown and mentions": _LINE.replace("FailedAuth", "<at>all</at>**[x](https://evil.example)**{{DATE()}}"),
    "3,000 addresses": _LINE + " ".join(f"a{number}@contoso.com" for number in range(3_000)),
    "at signs": _LINE + "a@" * 30_000, "dots": _LINE + "a." * 30_000 + "@", "escapes": _LINE + "\\" * 60_000,
    "a token of 60,000 letters": _LINE + "eyJ" + "a1" * 30_000, "tokens": _LINE + "eyJ" * 20_000,
    "secrets": _LINE + "password=" * 7_000, "names": _LINE + "user name " * 6_000,
    "folders": _LINE + "users\\" * 10_000,
    "queries": _LINE + "https://x?" * 6_000, "ids": _LINE + "S-1-5-" * 10_000, "equal signs": _LINE + "=" * 60_000,
    "blanks": _LINE + " " * 60_000 + "x", "quotes that never end": _LINE + "user='" * 10_000,
    "percent": _LINE + "a%40" * 15_000,
}


def _one_more(text: str) -> bytes:
    return with_text((TEXT + text + "\n").encode())


def _cases() -> Iterator[Case]:
    for name, text in READ.items():
        # a line with an impossible time is left out, and that is said
        expect = RECOVERED if name in ("years before and after all", "a zone that leads out of time") else WHOLE
        yield from table("Logs.txt", {name: (partial(with_text, text), expect)})
    for name, line in ONE_MORE.items():
        yield from table("Logs.txt, a line with", {name: (partial(_one_more, line), more(AppLog))})
    yield from table("Logs.txt", {
        # of so long a line only the beginning is read
        "a step of 60,000 letters": (lambda: _one_more(_LINE.replace("get_skype", "x" * 60_000)), spares(AppLog)),
        "20,000 errors": (lambda: with_text(_LAST.encode() * 20_000), spares(AppLog)),
        "UTF-16 without a mark": (lambda: with_text(TEXT.encode("utf-16-le")), spares(AppLog)),
        "UTF-32": (lambda: with_text(TEXT.encode("utf-32")), spares(AppLog)),
        "returns without new lines": (lambda: with_text(TEXT.replace("\n", "\r").encode()), spares(AppLog)),
        "cut off in a character": (lambda: with_text(APP_TEXT + "会".encode()[:1]), WHOLE),
        "nothing but its mark": (lambda: with_text(codecs.BOM_UTF16_LE), spares(AppLog)),
        "an event log": (lambda: with_text(b"ElfFile\0" + bytes(70_000)), tells(AppLog)),
        "there twice": (lambda: assembled([*good(), *good()[-1:]]), WHOLE)})


CASES = list(_cases())
