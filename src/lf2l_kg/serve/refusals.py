"""What is said when there is no answer: for want of time, memory or a place, or of a form that suits."""

from __future__ import annotations

from collections.abc import Sequence

from lf2l_kg.base.messages import Message

from .errors import HttpError

#: The status of what nobody waits for any more: nginx's number for it.
GONE = 499
_DUMP = "/dumps/dump.nq.zst"


def too_slow(seconds: float) -> HttpError:
    """The answer is not whole by the deadline."""
    return _later(
        60,
        f"la réponse n’est pas prête après {seconds:g}\u00a0secondes\u00a0; précisez la requête,"
        " ajoutez LIMIT",
        f"the answer is not ready after {seconds:g} seconds; make the query more precise, add LIMIT",
    )


def too_hungry(memory: int) -> HttpError:
    """The query ended its process, by its memory or its depth."""
    return _later(
        60,
        f"la requête demande plus de mémoire que les {memory >> 20}\u00a0Mio permis\u00a0; précisez-la,"
        " ou découpez-la en plusieurs",
        f"the query takes more memory than the {memory >> 20} MiB allowed; make it more precise, or"
        " split it into several",
    )


def too_busy() -> HttpError:
    """Every place is taken."""
    return _later(
        10,
        "trop de requêtes en cours\u00a0; réessayez dans quelques secondes",
        "too many queries are running; try again in a few seconds",
    )


def stopping() -> HttpError:
    """The server is asked to stop."""
    return _later(
        10,
        "le serveur redémarre\u00a0; réessayez dans quelques secondes",
        "the server is restarting; try again in a few seconds",
    )


def why_ended(reason: str, seconds: float, memory: int) -> HttpError:
    """Why a process was ended that had a query.

    Args:
        reason: as it was ended; see :class:`~lf2l_kg.serve.evaluation.evaluator.EvaluatorDied`.
        seconds: that a query has.
        memory: bytes that all queries have together.
    """
    if reason == "slow":
        return too_slow(seconds)
    if reason == "stopped":
        return stopping()
    if reason == "busy":
        return too_busy()
    return gone() if reason == "gone" else too_hungry(memory)


def unavailable(why: Message) -> HttpError:
    """There is no release that could be asked."""
    return HttpError(503, why, {"Retry-After": "30"})


def gone() -> HttpError:
    """The client has left; nobody reads this but the log."""
    return HttpError(GONE, Message(fr="le client est parti", en="the client has left"))


def not_acceptable(offers: Sequence[str]) -> HttpError:
    """None of the media types that the client takes is among those that there are."""
    return _unsuited("Accept", "formats", "formats", offers)


def not_encodable(offers: Sequence[str]) -> HttpError:
    """The client takes no content coding that there is, and not the bytes as they are either."""
    return _unsuited("Accept-Encoding", "codages", "content codings", offers)


def _unsuited(header: str, french: str, english: str, offers: Sequence[str]) -> HttpError:
    listed = ", ".join(offers)
    return HttpError(
        406,
        Message(
            fr=f"aucun des {french} demandés n’est disponible\u00a0; il y a\u00a0: {listed}",
            en=f"none of the {english} asked for is available; there are: {listed}",
        ),
        {"Vary": header},
    )


def _later(seconds: int, french: str, english: str) -> HttpError:
    return HttpError(
        503,
        Message(
            fr=f"{french}, ou téléchargez les données entières\u00a0: {_DUMP}",
            en=f"{english}, or download the whole data: {_DUMP}",
        ),
        {"Retry-After": str(seconds), "Link": f'<{_DUMP}>; rel="alternate"'},
    )
