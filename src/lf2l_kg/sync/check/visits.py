"""Asking a site for an address, within bounds: no server holds the check up or fills the memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message
from lf2l_kg.sync.http import Client, Reply, TooLongError, TooSlowError

from . import answers

_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 10
_UNANSWERED = 3  # addresses in a row, until the rest is not asked for
_LONGEST_PAGE = 1 << 26  # bytes of what is looked at in memory
_ROOM = 1 << 25  # bytes of answers that are kept, so that nothing is asked twice
_MORE = (
    1 << 20
)  # bytes that a file of known size is read beyond it, so that its real size can be told


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a site is waited for.

    A file of known size gets the time that it takes at ``rate`` besides, on both counts.
    """

    answer_s: float = 30.0
    whole_s: float = 900.0  # for the whole check
    rate: int = 100_000  # bytes a second


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking for an address.

    Attributes:
        reply: the last answer; None when there was none.
        trouble: why there is no whole answer, or why a redirection is not followed; None when all went well.
        error: what kept the answer from coming.
    """

    reply: Reply | None
    trouble: Message | None = None
    error: RemoteError | None = None

    @property
    def is_good(self) -> bool:
        """Whether what was asked for came, whole."""
        return self.trouble is None and self.reply is not None and self.reply.is_good

    @property
    def told(self) -> Message:
        """What is wrong with an answer that is not good."""
        return self.trouble or answers.unexpected(self.status, self.media_type)

    @property
    def status(self) -> int:
        """0 when nothing was answered."""
        return self.reply.status if self.reply else 0

    @property
    def body(self) -> bytes:
        """Empty when nothing was answered."""
        return self.reply.body if self.reply else b""

    @property
    def url(self) -> str:
        """Where redirections led to."""
        return self.reply.url if self.reply else ""

    def header(self, name: str) -> str:
        """A header by its name in lower case; "" when it is not there."""
        return self.reply.headers.get(name, "") if self.reply else ""

    @property
    def media_type(self) -> str:
        """Without its parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


class GaveUpError(RemoteError):
    """The site takes too long, or does not answer at all any more."""


@dataclass(slots=True)
class Visitor:
    """Asks, and follows redirections one by one; what was asked is known."""

    patience: Patience
    _known: dict[tuple[object, ...], Visit] = field(default_factory=dict)
    _room: int = _ROOM
    _since: float = field(default_factory=time.monotonic)
    _allowed: float = 0.0  # seconds for files of known size
    _unanswered: int = 0

    def get(
        self,
        url: str,
        accept: str = "*/*",
        *,
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
        anew: bool = False,
    ) -> Visit:
        """Ask for what is looked at as a whole, if it was not asked before, or ``anew``.

        Raises:
            GaveUpError: when the site is waited for no longer.
        """
        said = {"Accept": accept, **(headers or {})}
        key = (url, *sorted(said.items()), follow)
        if key in self._known and not anew:
            return self._known[key]
        visit = self._visit(url, said, follow, _LONGEST_PAGE, None)
        if visit.error is None and len(visit.body) <= self._room:
            self._known[key] = visit
            self._room -= len(visit.body)
        return visit

    def measure(self, url: str, size: int, take: Callable[[bytes], object]) -> Visit:
        """Ask for a file of known size, which ``take`` is given piece by piece.

        Raises:
            GaveUpError: when the site is waited for no longer.
        """
        self._allowed += size / self.patience.rate
        return self._visit(url, {"Accept": "*/*"}, True, size + _MORE, take)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Visit:
        """Send something small.

        Raises:
            GaveUpError: when the site is waited for no longer.
        """
        return self._send(url, dict(headers), _LONGEST_PAGE, None, body)

    def _visit(
        self,
        url: str,
        headers: dict[str, str],
        follow: bool,
        longest: int,
        take: Callable[[bytes], object] | None,
    ) -> Visit:
        seen = [url]
        while True:
            visit = self._send(seen[-1], headers, longest, take, None)
            if visit.trouble or visit.status not in _REDIRECTIONS or not follow:
                return visit
            target = urljoin(seen[-1], visit.header("location"))
            if trouble := _astray(seen, visit.header("location"), target):
                return Visit(visit.reply, trouble)
            seen.append(target)

    def _send(
        self,
        url: str,
        headers: dict[str, str],
        longest: int,
        take: Callable[[bytes], object] | None,
        body: bytes | None,
    ) -> Visit:
        if time.monotonic() - self._since > self.patience.whole_s + self._allowed:
            raise GaveUpError(answers.TOO_LONG_IN_ALL, value=url)
        wait = self.patience.answer_s
        whole = wait + (longest / self.patience.rate if take else 0)
        client = Client(timeout=wait, whole=whole, longest=longest, follow=False, pauses=())
        method = "GET" if body is None else "POST"
        try:
            reply = _within(
                2 * wait + whole,  # a server may take its time with every line of its headers
                url,
                lambda: client.send(method, url, headers=headers, body=body, take=take),
            )
        except RemoteError as error:
            return self._failed(error)
        self._unanswered = 0
        return Visit(reply)

    def _failed(self, error: RemoteError) -> Visit:
        self._unanswered = 0 if isinstance(error, TooLongError) else self._unanswered + 1
        if self._unanswered >= _UNANSWERED:
            raise GaveUpError(answers.SILENT, value=error.value) from error
        return Visit(None, answers.failed(error), error)


def _astray(seen: list[str], location: str, target: str) -> Message | None:
    """What is wrong with a redirection; None when it can be followed."""
    before, after = urlsplit(seen[-1]), urlsplit(target)
    if not location:
        return answers.NOWHERE
    if after.scheme not in ("http", "https") or not after.netloc:
        return answers.no_web_address(location)
    if before.scheme == "https" and after.scheme == "http":
        return answers.unprotected(target)
    if target in seen or len(seen) > _MOST_HOPS:
        return answers.circle(target)
    return None


def _within(seconds: float, url: str, work: Callable[[], Reply]) -> Reply:
    """Wait so long for an answer, however slowly its headers drip; then leave it alone."""
    replies: list[Reply] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            replies.append(work())
        except Exception as error:  # it is raised where it is waited for
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not replies:
        raise TooSlowError(answers.TOO_SLOW, value=url)
    return replies[0]
