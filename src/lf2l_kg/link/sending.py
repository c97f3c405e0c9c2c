"""One request over the network and its answer as JSON, or why there is none."""

from __future__ import annotations

import http.client
import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message as Headers
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lf2l_kg.base.messages import Message

_JSON = "application/json"
_LONGEST = 64 * 2**20  # bytes of an answer
_PIECE = 1 << 16
_MOST_REDIRECTS = 5
_PASSING = (408, 425, 429, 500, 502, 503, 504)  # what may be well a moment later
_PASSING_CODES = ("maxlag", "ratelimited", "readonly")  # the same, as MediaWiki says it


class Failed(Exception):  # noqa: N818 -- it carries why to the courier, which raises what is told
    """There is no answer, and asking again would not help."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


class Busy(Failed):
    """There is no answer now; ``wait`` is the seconds that the service asks for, None if it does not."""

    def __init__(self, message: Message, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def send(
    url: str, query: str, parameters: Sequence[tuple[str, str]], *, post: bool, agent: str,
    timeout: float,
) -> Any:  # fmt: skip
    """Ask once.

    Raises:
        Busy: when the same question may be answered later.
        Failed: when it will not.
    """
    _checked_address(url)
    deadline = time.monotonic() + timeout
    try:
        opened = (
            _open_query(url, query, agent, timeout)
            if query
            else _open_call(url, parameters, post, agent, timeout)
        )
        with opened as response:
            body = _read(response, deadline)
            kind = response.headers.get("Content-Type", "")
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.headers) from error
    except (TimeoutError, urllib.error.URLError, http.client.HTTPException, OSError) as error:
        said = getattr(error, "reason", None) or error
        raise Busy(Message(fr=f"pas de réponse ({said})", en=f"no answer ({said})")) from error
    return _checked(body, kind)


def _checked_address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        raise Failed(
            Message(fr="ce n’est pas une adresse http(s)", en="this is not an http(s) address")
        )
    return url


def _open_query(url: str, query: str, agent: str, timeout: float) -> Any:
    """A SPARQL query, by POST, which is sent again to where it is redirected.

    urllib follows a 301 or 302 with a GET without the query, and no 307 or 308 at all.
    """
    from SPARQLWrapper import SPARQLExceptions

    for _ in range(_MOST_REDIRECTS):
        try:
            response = _post_query(url, query, agent, timeout)
            if response.geturl() == url:
                return response
            with response:
                reached = response.geturl()
        except urllib.error.HTTPError as error:
            if error.code not in (307, 308):
                raise
            with error:
                reached = urljoin(url, error.headers.get("Location", ""))
        except SPARQLExceptions.SPARQLWrapperException as error:
            reached = getattr(error.__context__, "url", url)
            if reached == url:
                raise _refused_query(error) from error
        url = _checked_address(reached)
    raise Failed(Message(fr="trop de redirections", en="too many redirects"))


def _post_query(url: str, query: str, agent: str, timeout: float) -> Any:
    from SPARQLWrapper import JSON, POST, SPARQLWrapper

    wrapper = SPARQLWrapper(url, agent=agent)
    wrapper.setMethod(POST)
    wrapper.setTimeout(math.ceil(timeout))
    wrapper.setQuery(query)
    wrapper.setReturnFormat(JSON)
    return wrapper.query().response


def _refused_query(error: Exception) -> Failed:
    """What SPARQLWrapper makes of a status code."""
    codes = {"Unauthorized": 401, "EndPointNotFound": 404, "URITooLong": 414}
    codes["EndPointInternalError"] = 500
    if code := codes.get(type(error).__name__):
        return _refusal(code, None)
    said = str(error.args[0] if error.args else error).split("\n")[-1][:300]
    return Failed(Message(fr=f"requête refusée ({said})", en=f"the query was refused ({said})"))


def _open_call(
    url: str, parameters: Sequence[tuple[str, str]], post: bool, agent: str, timeout: float
) -> Any:
    """A call of a JSON API; urllib follows redirects, to http and https alone."""
    told = urlencode(list(parameters))
    address = url if post or not told else f"{url}{'&' if '?' in url else '?'}{told}"
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        address,
        data=told.encode() if post else None,
        headers={"User-Agent": agent, "Accept": _JSON},
    )
    return urllib.request.urlopen(request, timeout=timeout)  # noqa: S310 (the same)


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """The whole body; a service that drips it slower than the deadline does not hold us."""
    pieces, size = [], 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > deadline:
            raise TimeoutError("timed out")
        if size > _LONGEST:
            raise Failed(Message(fr="réponse trop longue", en="the answer is too long"))
    return b"".join(pieces)


def _refusal(code: int, headers: Headers | None) -> Failed:
    message = {
        401: Message(fr="accès refusé (HTTP 401)", en="access denied (HTTP 401)"),
        403: Message(fr="accès refusé (HTTP 403)", en="access denied (HTTP 403)"),
        404: Message(fr="rien à cette adresse (HTTP 404)", en="nothing at this address (HTTP 404)"),
    }.get(code) or Message(
        fr=f"refus du service (HTTP {code})", en=f"the service refused (HTTP {code})"
    )
    if code not in _PASSING:
        return Failed(message)
    return Busy(message, _retry_after(headers.get("Retry-After", "") if headers else ""))


def _retry_after(text: str) -> float | None:
    """Seconds, or until a date; None when it is neither.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    if text.strip().isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _checked(body: bytes, kind: str) -> Any:
    """The JSON of a body; a page for people, nothing, or half an answer is an error, not an answer."""
    start = body.lstrip()[:1]
    if not start:
        raise Busy(Message(fr="réponse vide", en="the answer is empty"))
    if "html" in kind.lower() or start == b"<":
        raise Busy(Message(fr="une page au lieu de données", en="a page instead of data"))
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise Busy(
            Message(fr="réponse coupée ou illisible", en="the answer is cut or unreadable")
        ) from error
    code = answer.get("error", {}) if isinstance(answer, dict) else {}
    if isinstance(code, dict) and "code" in code:
        said = f"{code['code']}: {code.get('info', '')}"
        refused = Busy if code["code"] in _PASSING_CODES else Failed
        raise refused(Message(fr=f"refus du service ({said})", en=f"the service refused ({said})"))
    return answer
