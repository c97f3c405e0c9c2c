"""What has become of the items that we link to: findings for a person; nothing is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import OWL, RDFS, WIKIDATA
from lf2l_kg.base.records import Finding, Severity
from lf2l_kg.base.text import normalise

from .decisions import Decision
from .endpoint import Endpoint, TwoEndpoints
from .items import DIRECT, read_identifier, same_form
from .slice import Raw

#: How the identifiers that a link can name are written as IRIs; GeoNames' stand in the dataset already.
_IRIS = {
    "P6782": "https://ror.org/{}",
    "P213": "https://isni.org/isni/{}",
    "P374": "http://id.insee.fr/geo/commune/{}",
    "P2586": "http://id.insee.fr/geo/departement/{}",
    "P2585": "http://id.insee.fr/geo/region/{}",
    "P1567": "http://vocab.belgif.be/auth/refnis2019/{}#id",
    "P269": "http://www.idref.fr/{}/id",
    "P496": "https://orcid.org/{}",
    "P356": "https://doi.org/{}",
}


def find_changes(
    decisions: Sequence[Decision], endpoint: Endpoint | TwoEndpoints, path: Path
) -> tuple[Finding, ...]:
    """Compare the accepted links to Wikidata with what it says now.

    Args:
        decisions: of people.
        endpoint: Wikidata, or a copy of it.
        path: the file of decisions, for the findings.

    Returns:
        In the order of the file. Warnings: ``item-redirected``, ``item-deleted``, ``item-dissolved``;
        infos: ``label-changed``, ``identifier-found``.

    Raises:
        NetworkError: when the endpoint does not answer; whatever it answered is kept.
    """
    links = [d for d in decisions if d.verdict == "accepted" and d.object.startswith(WIKIDATA)]
    raw = endpoint.read_raw({d.object.removeprefix(WIKIDATA) for d in links})
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for decision in decisions:
        if identifier := read_identifier(decision.object):
            known[decision.subject].add(identifier)
    return tuple(
        Finding(str(path), link.line, 1, severity, code, message, link.object)
        for link in sorted(links, key=lambda link: link.line)
        for severity, code, message in _changes(link, raw, known[link.subject])
    )


Change = tuple[Severity, str, Message]


def _changes(
    link: Decision, raw: Mapping[str, Raw], known: set[tuple[str, str]]
) -> Iterator[Change]:
    item = link.object.removeprefix(WIKIDATA)
    said = raw.get(item)
    if said is None:
        yield (
            "warning",
            "item-deleted",
            Message(
                fr=f"Wikidata ne dit plus rien de {item}\u00a0: cherchez l’élément qui convient, "
                "ou refusez ce lien",
                en=f"Wikidata says nothing of {item} any more: look for the right item, or refuse "
                "this link",
            ),
        )
    elif moved := said.get(OWL + "sameAs"):
        to = moved[0][0]
        yield (
            "warning",
            "item-redirected",
            Message(
                fr=f"{item} est fondu dans {to}\u00a0: écrivez {to} si c’est bien la même chose",
                en=f"{item} was merged into {to}: write {to} if it is the same thing indeed",
            ),
        )
    else:
        yield from _drifts(link, item, said)
        yield from _identifiers(item, said, known)


def _drifts(link: Decision, item: str, said: Raw) -> Iterator[Change]:
    """What was dissolved since, and what has another name now."""
    if ended := said.get(DIRECT + "P576"):
        day = ended[0][0][:10]
        yield (
            "warning",
            "item-dissolved",
            Message(
                fr=f"{item} n’existe plus depuis le {day}\u00a0: liez ce qui lui a succédé, si les documents "
                "en parlent",
                en=f"{item} has not existed since {day}: link its successor, if the documents speak of it",
            ),
        )
    labels = sorted({label for label, _ in said.get(RDFS + "label", ())})
    if link.object_label and normalise(link.object_label) not in map(normalise, labels):
        french = [label for label, tag in said.get(RDFS + "label", ()) if tag == "fr"]
        now = (french or labels or [item])[0]
        yield (
            "info",
            "label-changed",
            Message(
                fr=f"{item} s’appelle «\u00a0{now}\u00a0», plus «\u00a0{link.object_label}\u00a0»\u00a0: "
                "vérifiez que c’est la même chose, puis object_label",
                en=f"{item} is called “{now}”, no longer “{link.object_label}”: check that it is the "
                "same thing, then object_label",
            ),
        )


def _identifiers(item: str, said: Raw, known: set[tuple[str, str]]) -> Iterator[Change]:
    for name, form in _IRIS.items():
        values = {same_form(name, value) for value, _ in said.get(DIRECT + name, ())}
        if any(identifier[0] == name for identifier in known):
            continue
        for value in sorted(values):
            iri = form.format(value)
            yield (
                "info",
                "identifier-found",
                Message(
                    fr=f"Wikidata donne à {item} l’identifiant {iri}\u00a0: ajoutez ce lien s’il convient",
                    en=f"Wikidata gives {item} the identifier {iri}: add this link if it fits",
                ),
            )
