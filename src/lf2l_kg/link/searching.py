"""Services that find items by words: Wikidata's own search, and reconciliation services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from lf2l_kg.base.errors import NetworkError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import WIKIDATA

from .courier import Courier, Request
from .subjects import Subject

#: Source: https://www.wikidata.org/w/api.php?action=help&modules=wbsearchentities
WIKIDATA_API = "https://www.wikidata.org/w/api.php"

_LIMIT = 7  # items for one name
_BATCH = 10  # questions in one request

Answer = TypeVar("Answer")


class _Hit(Struct):
    id: str


class _Hits(Struct):
    search: list[_Hit]


class ItemSearch:
    """Wikidata's own search, by the beginning of labels and aliases, one name a request."""

    def __init__(self, url: str, courier: Courier) -> None:
        self._url, self._courier = url, courier

    def find(self, subjects: Sequence[Subject]) -> Mapping[str, Sequence[str]]:
        """The ids of the items found for each subject's label."""
        answers = self._courier.fetch([self._request(subject.label) for subject in subjects])
        return {
            subject.iri: [hit.id for hit in _typed(answer, _Hits, self._url).search]
            for subject, answer in zip(subjects, answers, strict=True)
        }

    def _request(self, name: str) -> Request:
        asked = {
            "action": "wbsearchentities", "search": name, "language": "fr", "uselang": "fr",
            "type": "item", "limit": str(_LIMIT), "format": "json", "maxlag": "5",
        }  # fmt: skip
        return Request(self._url, parameters=tuple(asked.items()))


class Candidate(Struct):
    """One result of a reconciliation service."""

    id: str
    name: str
    score: float


class Result(Struct):
    """The results for one query."""

    result: list[Candidate]


class Query(Struct, omit_defaults=True):
    """One query to a reconciliation service."""

    query: str
    limit: int = _LIMIT
    type: str | None = None


class Manifest(Struct, rename="camel"):
    """What a reconciliation service says of itself, as far as it matters here."""

    name: str
    identifier_space: str
    versions: list[str] = msgspec.field(default_factory=lambda: ["0.1"])


class Reconciliation:
    """A service of the Reconciliation API whose identifiers are Wikidata's.

    Source: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
    """

    def __init__(self, url: str, courier: Courier) -> None:
        self._url, self._courier = url, courier

    def find(self, subjects: Sequence[Subject]) -> Mapping[str, Sequence[str]]:
        """The ids of the items found for each subject's label.

        Raises:
            NetworkError: when the service does not speak of Wikidata's items, or not as it should.
        """
        self._check_service()
        batches = [subjects[i : i + _BATCH] for i in range(0, len(subjects), _BATCH)]
        answers = self._courier.fetch([self._request(batch) for batch in batches])
        found: dict[str, list[str]] = {}
        for batch, answer in zip(batches, answers, strict=True):
            results = _typed(answer, dict[str, Result], self._url)
            for number, subject in enumerate(batch):
                result = results.get(f"q{number}", Result([])).result
                best = sorted(result, key=lambda candidate: -candidate.score)
                found[subject.iri] = [candidate.id for candidate in best]
        return found

    def _check_service(self) -> None:
        manifest = _typed(self._courier.fetch([Request(self._url)])[0], Manifest, self._url)
        if manifest.identifier_space != WIKIDATA:
            raise NetworkError(
                Message(
                    fr=f"ce service ne connaît pas les éléments de Wikidata ({manifest.identifier_space})",
                    en=f"this service does not know Wikidata's items ({manifest.identifier_space})",
                ),
                path=self._url,
                value=manifest.identifier_space,
            )

    def _request(self, subjects: Sequence[Subject]) -> Request:
        queries = {f"q{number}": Query(s.label) for number, s in enumerate(subjects)}
        told = msgspec.json.encode(queries).decode()
        return Request(self._url, parameters=(("queries", told),), post=True)


def _typed(answer: object, kind: type[Answer], url: str) -> Answer:
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise NetworkError(
            Message(
                fr=f"réponse inattendue ({error})\u00a0; vérifiez l’adresse du service",
                en=f"an unexpected answer ({error}); check the service's address",
            ),
            path=url,
            value=url,
        ) from error
