"""Identifiers that registers give to persons, institutions and places, as the IRIs by which these know them.

Source: https://support.orcid.org/hc/en-us/articles/360006897674, https://ror.readme.io/docs/identifier,
https://isni.org/page/linked-data/, https://documentation.abes.fr/aideidrefdeveloppeur/,
https://www.insee.fr/fr/metadonnees/definition/c2047, https://rdf.insee.fr/geo/index.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression


@dataclass(frozen=True, slots=True)
class _Register:
    start: str  # of the IRIs
    host: re.Pattern[str]  # what may stand before an identifier
    form: re.Pattern[str]  # an identifier, without spaces
    check: str = ""  # how its last figure follows from the others: "mod 11-2", "luhn"


_REGISTERS = {
    "orcid": _Register(
        "https://orcid.org/",
        expression(r"(?:https?://)?orcid\.org/"),
        expression(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"),
        "mod 11-2",
    ),
    "ror": _Register(
        "https://ror.org/", expression(r"(?:https?://)?ror\.org/"), expression(r"0[a-z0-9]{6}[0-9]{2}")
    ),
    "isni": _Register(
        "https://isni.org/isni/",
        expression(r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?"),
        expression(r"[0-9]{15}[0-9X]"),
        "mod 11-2",
    ),
    "idref": _Register(
        "https://www.idref.fr/",
        expression(r"(?:https?://)?(?:www\.)?idref\.fr/"),
        expression(r"[0-9]{8}[0-9X](?=(?:/id)?$)"),
    ),
    "siren": _Register(
        "https://annuaire-entreprises.data.gouv.fr/entreprise/",
        expression(r"https?://annuaire-entreprises\.data\.gouv\.fr/entreprise/"),
        expression(r"[0-9]{9}(?=(?:[0-9]{5})?$)"),  # a SIRET begins with one
        "luhn",
    ),
    "insee": _Register(
        "http://id.insee.fr/geo/commune/",
        expression(r"https?://id\.insee\.fr/geo/commune/"),
        expression(r"(?:[0-9]{2}|2[AB])[0-9]{3}"),
    ),
}  # fmt: skip
_KEYS = {
    "orcid_id": "orcid", "ror_id": "ror", "siret": "siren", "code_insee": "insee", "insee_code": "insee",
}  # fmt: skip
_SPACES = expression(r"\s+")
_REST = expression(r"/?|/id|[0-9]{5}")


def identifier_of(key: str, value: str) -> str:
    """The IRI that a value stands for under a key (« siret »); "" when its register has no such."""
    name = fold_key(key)
    register = _REGISTERS.get(_KEYS.get(name, name))
    return _read(register, value) if register else read_identifier(value)


def read_identifier(value: str) -> str:
    """The IRI of what says of itself that it is an identifier: an address, or an ORCID; else ""."""
    for register in _REGISTERS.values():
        if register.host.match(value):
            return _read(register, value)
    return _read(_REGISTERS["orcid"], value)


def _read(register: _Register, value: str) -> str:
    host = register.host.match(value)
    bare = _SPACES.sub("", value[host.end() :] if host else value)
    found = register.form.match(bare)
    if found is None or not _REST.fullmatch(bare, found.end()):
        return ""
    return register.start + found[0] if _holds(register.check, found[0]) else ""


def _holds(check: str, identifier: str) -> bool:
    """Whether the last figure is the one that follows from the others.

    Source: ISO 7064 (MOD 11-2), ISO/IEC 7812-1 (Luhn).
    """
    figures = identifier.replace("-", "")
    if check == "mod 11-2":
        total = 0
        for figure in figures[:-1]:
            total = (total + int(figure)) * 2
        return "0123456789X"[(12 - total % 11) % 11] == figures[-1]
    if check == "luhn":
        doubled = (int(f) * (1 + at % 2) for at, f in enumerate(reversed(figures)))
        return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
    return True
