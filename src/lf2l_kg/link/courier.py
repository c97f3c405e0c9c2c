"""Questions to services on the network, as a good citizen asks them.

Every request says who asks, waits its turn (five at once at most), gives up after a minute, steps back when
the service is tired (429, 503, ``Retry-After``), and is not sent when the answer is on the disk already:
an interrupted run goes on where it stopped.

Source: https://meta.wikimedia.org/wiki/User-Agent_policy, https://www.mediawiki.org/wiki/API:Etiquette,
https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 (Retry-After)
"""

from __future__ import annotations

import hashlib
import json
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from lf2l_kg.base.errors import InputError, NetworkError
from lf2l_kg.base.files import write_whole
from lf2l_kg.base.messages import Message

from .parallel import work_in_parallel
from .sending import Busy, Failed, send

PARALLEL = 5
TIMEOUT = 60.0  # seconds for one answer, from the request to its last byte
_ATTEMPTS = 6
_LONGEST_WAIT = 300.0  # seconds; who asks for more is asked again by a later run


class Request(Struct, frozen=True):
    """One question: a SPARQL query when ``query`` is given, else a call of a JSON API."""

    url: str
    query: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    post: bool = False  # parameters in the body instead of the address

    @property
    def digest(self) -> str:
        """What names the answer on the disk."""
        said = json.dumps([self.url, self.query, self.parameters, self.post])
        return hashlib.sha256(said.encode()).hexdigest()


class Courier:
    """Carries requests and brings back JSON.

    Args:
        contact: an address of mail by which whoever runs the service reaches us.
        cache: the folder of answers.
        max_age: how old an answer on the disk may be.
        progress: called with (done, total) at the start and after each answer.
        timeout: seconds for one answer.
        sleep: waits some seconds; by default it is woken when the work is stopped.

    Raises:
        InputError: when there is no contact.
    """

    def __init__(
        self,
        contact: str,
        cache: Path,
        *,
        max_age: timedelta = timedelta(days=30),
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        if not contact:
            raise InputError(
                Message(
                    fr="les services du réseau veulent savoir qui les interroge\u00a0; écrivez dans "
                    'lf2l-kg.toml\u00a0: contact = "vous@exemple.org"',
                    en="services on the network want to know who asks; write in lf2l-kg.toml: "
                    'contact = "you@example.org"',
                )
            )
        self._agent = f"lf2l-kg ({contact})"
        self._cache, self._max_age, self._progress = cache, max_age, progress
        self._timeout, self._sleep = timeout, sleep
        self._tired = threading.Lock()  # held while a service has asked everybody to wait

    def fetch(self, requests: Sequence[Request]) -> list[Any]:
        """The answers, in the order of the requests; those on the disk are not asked for again.

        Raises:
            NetworkError: when a service does not answer as it should, after some attempts. What was
                answered before stays on the disk.
        """
        asked, stopped = list(dict.fromkeys(requests)), threading.Event()
        answers: dict[Request, Any] = {}
        self._progress(0, len(asked))
        for request, answer in work_in_parallel(
            lambda request: self._answer(request, stopped), asked, PARALLEL, stopped
        ):
            answers[request] = answer
            self._progress(len(answers), len(asked))
        return [answers[request] for request in requests]

    def _answer(self, request: Request, stopped: threading.Event) -> Any:
        path = self._cache / request.digest[:2] / f"{request.digest}.json"
        kept = self._kept(path)
        if kept is not None:
            return kept["answer"]
        answer = self._ask(request, stopped)
        told = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "url": request.url,
            "query": request.query,
            "parameters": request.parameters,
            "answer": answer,
        }
        with write_whole(path) as stream:
            stream.write(json.dumps(told, ensure_ascii=False).encode())
        return answer

    def _kept(self, path: Path) -> Mapping[str, Any] | None:
        """What is on the disk and young enough; a damaged file counts as none."""
        try:
            told = json.loads(path.read_bytes())
            age = datetime.now(UTC) - datetime.fromisoformat(told["date"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return told if age <= self._max_age and "answer" in told else None

    def _rest(self, seconds: float, stopped: threading.Event) -> None:
        """Leave a service in peace; those refused together wait together, not one after the other."""
        refused = time.monotonic()
        with self._tired:
            (self._sleep or stopped.wait)(max(0.0, seconds - round(time.monotonic() - refused, 2)))

    def _ask(self, request: Request, stopped: threading.Event) -> Any:
        """Send until there is an answer; wait longer each time, or as long as the service says."""
        reason, advice = Message(fr="", en=""), _LATER
        for attempt in range(_ATTEMPTS):
            if stopped.is_set():
                break
            with self._tired:  # while one waits for a tired service, nobody else asks it
                pass
            try:
                return send(
                    request.url, request.query, request.parameters, post=request.post,
                    agent=self._agent, timeout=self._timeout,
                )  # fmt: skip
            except Busy as error:
                reason = error.message
                wait = float(2**attempt) if error.wait is None else error.wait
                if wait > _LONGEST_WAIT:
                    advice = _later_by(wait)
                    break
                if attempt + 1 < _ATTEMPTS:
                    self._rest(wait, stopped)
            except Failed as error:
                reason, advice = error.message, _NEVER
                break
        raise NetworkError(
            Message(fr=f"{reason.fr}\u00a0; {advice.fr}", en=f"{reason.en}; {advice.en}"),
            path=request.url,
            value=request.url,
        )


_LATER = Message(
    fr="ce qui a été répondu est gardé, relancez plus tard pour continuer",
    en="what was answered is kept, run again later to go on",
)
_NEVER = Message(
    fr="vérifiez l’adresse et ce service\u00a0; ce qui a été répondu avant est gardé",
    en="check the address and this service; what was answered before is kept",
)


def _later_by(seconds: float) -> Message:
    minutes = math.ceil(seconds / 60)
    return Message(
        fr=f"ce qui a été répondu est gardé, relancez dans {minutes} minutes, comme il le demande",
        en=f"what was answered is kept, run again in {minutes} minutes, as it asks",
    )
