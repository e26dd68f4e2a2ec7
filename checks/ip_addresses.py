"""IP addresses made unrecognisable in any text."""

import re
from ipaddress import AddressValueError, IPv6Address, ip_address

_DOT = r"(?:\\?\.\u200b?)"
"""The mark as texts hold it: escaped in headings, and in long words with an unseen place to break behind."""
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(
    rf"(?<![\d.])(?P<shown>{_BYTE}{_DOT}{_BYTE}){_DOT}{_BYTE}(?:{_DOT}{_BYTE}(?!\d|{_DOT}\d)|{_DOT}?…)")
_NAMES_A_VERSION = re.compile(r"(?:\bapp|version)[\s:=\"']{0,3}$", re.IGNORECASE)
_LIKE_IPV6 = re.compile(r"[\da-f:.\\\u200b]+…?", re.IGNORECASE)
_UNREAD = str.maketrans("", "", "\\\u200b")
_FEWEST_MARKS = 2


def masked_text(text: str, *, public_only: bool = False) -> str:
    """The text with the second half of every IPv4 address, and all but the first two groups of every IPv6 address,
    replaced; with ``public_only`` of those alone that are known to the whole internet.

    Versions of four numbers stay where a word before them says that they are some, and so does this machine's own
    address.
    """
    if text.count(".") + text.count(":") < _FEWEST_MARKS:
        return text
    halved = _IPV4.sub(lambda found: _without_half(found, public_only=public_only), text)
    return _LIKE_IPV6.sub(lambda found: _without_rest(found, public_only=public_only), halved)


def _without_half(found: re.Match[str], *, public_only: bool) -> str:
    """An address whose first half is left."""
    is_version = _NAMES_A_VERSION.search(found.string[:found.start()])
    stays = is_version or _stays(found[0].translate(_UNREAD), public_only=public_only)
    return found[0] if stays else f"{found['shown']}.x.x"


def _stays(address: str, *, public_only: bool) -> bool:
    """Whether a whole address is this machine's own, or of a network that anybody may have at home."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    return read.is_loopback or read.is_unspecified or (public_only and not read.is_global)


def _without_rest(found: re.Match[str], *, public_only: bool) -> str:
    """An address whose first two groups are left; what only looks like one stays as it is."""
    read = found[0].translate(_UNREAD)
    if read.count(":") < _FEWEST_MARKS or _is_part_of_a_word(found, read):
        return found[0]
    before = ":" if read.startswith(":") and not read.startswith("::") else ""
    address = read.removeprefix(before).rstrip(".…")
    after = ":" if address.endswith(":") and not address.endswith("::") else ""
    address = address.removesuffix(after)
    shown = "" if _stays(address, public_only=public_only) else _first_groups(address, cut=read.endswith("…"))
    return f"{before}{shown}{after}{read[len(read.rstrip('.…')):]}" if shown else found[0]


def _is_part_of_a_word(found: re.Match[str], read: str) -> bool:
    """Whether letters adjoin it, as in ``std::add``; before a single colon may stand a name, as in ``ip:2001::1``."""
    before, after = found.string[:found.start()][-1:], found.string[found.end():][:1]
    named = read.startswith(":") and not read.startswith("::")
    return (before.isalnum() and not named) or after.isalnum()


def _first_groups(address: str, *, cut: bool) -> str:
    """The first two groups of an address, empty where it is none. One that was ``cut`` has fewer groups than others."""
    try:
        whole = IPv6Address(address)
    except AddressValueError:
        groups = address.split(":")
        return f"{groups[0]}:{groups[1]}:x" if cut and len(groups) > _FEWEST_MARKS and all(groups[:2]) else ""
    first, second = (group.lstrip("0") or "0" for group in whole.exploded.split(":")[:2])
    return f"{first}:{second}:x"
