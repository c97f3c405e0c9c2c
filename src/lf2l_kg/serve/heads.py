"""What clients write in the head of a request, as the parser takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTER = re.compile(rb"[\x80-\xff]")
_UPGRADE = re.compile(rb"(?<=\n)upgrade(?=[ \t]*:)", re.IGNORECASE)
#: What a Host may be. Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2 (a name, or an address
#: in brackets, here of any form)
_HOST = re.compile(
    rb"(?:(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\[[\w.~!$&'()*+,;=:%-]+\])(?::[0-9]*)?"
)
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)
_METHOD = re.compile(rb"[\w!#$%&'*+.^`|~-]+(?: |\Z)")


def escape_letters(data: bytes) -> tuple[bytes, bool]:
    """The bytes with percent-encoding in their first line, and whether that line has no end yet.

    The parser refuses letters that are not ASCII, which some clients do not encode.
    """
    line, end, rest = data.partition(b"\n")
    if not line.isascii():
        data = _LETTER.sub(lambda letter: b"%%%02X" % ord(letter[0]), line) + end + rest
    return data, not end


def decline_upgrade(data: bytes) -> bytes:
    """The bytes of a head without the offer of another protocol, which nobody takes here.

    Java's client offers HTTP/2 with each request, and the parser would read no body behind such an offer.
    Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8 (a server may ignore it)
    """
    if b"pgrade" not in data and b"PGRADE" not in data:
        return data
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"x-offer", head) + end + rest


def names_its_host(version: str, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request says once whom it is for, as HTTP/1.1 wants it, and in the form of a host.

    Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        return version != "1.1" and not hosts
    return _HOST.fullmatch(hosts[0].strip(b" \t")) is not None


def find_target(version: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    """The path and the query that a request is for; b"" when it does not say well whom it is for.

    Args:
        version: of HTTP.
        target: as it was sent. A whole address, as proxies get it, says the host instead of the header.
        headers: of the request; then says the host.

    Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    """
    if not names_its_host(version, headers):
        return b""
    absolute = _ABSOLUTE.match(target)
    if absolute is None:
        return target
    host = absolute[1]
    headers[:] = [(name, host if name == b"host" else value) for name, value in headers]
    if not (host and names_its_host("1.1", [(b"host", host)])):
        return b""
    rest = target[absolute.end() :]
    return rest if rest.startswith(b"/") else b"/" + rest


def begins_with_method(data: bytes) -> bool:
    """Whether a request begins as HTTP has it, with a method of whatever name.

    It is the same however much of the request has come: what cannot be read is refused at its first byte.
    """
    return _METHOD.match(data) is not None
