"""What may be wrong with ``cues.ttl``, which people write by hand: a cue misspelt would find nothing."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pyoxigraph as ox

from .errors import MalformedFileError
from .messages import Message
from .namespaces import CUE, RDF
from .records import Finding

_TYPE = f"{RDF}type"
#: The kinds of cue, and whether they announce a class (True), a property (False) or nothing (None).
_KINDS = {
    "ClassCue": True,
    "ContextCue": True,
    "RelationCue": False,
    "ValueCue": False,
    "RoleCue": False,
    "AwardCue": False,
    "HostCue": False,
    "StopCue": None,
}
_SLOTS = ("announces", "confidence", "inName", "inverse", "pattern", "suffix")
_TRUTH = ("inName", "inverse", "suffix")
_PAIRS = {"]": "[", ")": "(", "}": "{"}

#: Predicate by local name → its values.
_Slots = dict[str, list[ox.NamedNode | ox.Literal]]


def check_cues(
    data: bytes, path: Path, namespace: str, classes: Collection[str], properties: Collection[str]
) -> None:
    """See that every cue can be used.

    Args:
        data: a file ``cues.ttl`` that is good Turtle.
        path: of the file.
        namespace: of our classes and properties.
        classes: their local names.
        properties: their local names.

    Raises:
        MalformedFileError: with all that is wrong, each at the line of the cue or of its pattern.
    """
    text = data.decode("utf-8", errors="replace")
    cues: dict[str, _Slots] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            cues[str(quad.subject)][quad.predicate.value].append(quad.object)
    known = {True: set(classes), False: set(properties)}
    findings = []
    for subject, slots in cues.items():
        if not _is_cue(slots):
            continue
        for sought, message in _problems(slots, namespace, known):
            line = _line(text, sought) or _line(text, _short(subject)) or 1
            findings.append(Finding(str(path), line, 1, "error", "cue", message, value=sought))
    if findings:
        findings.sort(key=lambda f: (f.line, f.value, f.message.en))
        raise MalformedFileError(tuple(findings))


def _is_cue(slots: _Slots) -> bool:
    """Whether it is meant as one: it uses a word of the notation."""
    return any(
        term.startswith(CUE) for term in (*slots, *(kind.value for kind in slots.get(_TYPE, ())))
    )


def _problems(
    slots: _Slots, namespace: str, known: dict[bool, set[str]]
) -> Iterator[tuple[str, Message]]:
    """Each problem of one cue, with the words by which its line is found; "" for the cue itself."""
    kinds = [value.value.removeprefix(CUE) for value in slots.get(_TYPE, ())]
    wrong = [kind for kind in kinds if kind not in _KINDS]
    if wrong or len(kinds) != 1:
        yield "", _no_kind(wrong) if wrong or not kinds else _two_kinds()
        return
    for predicate in slots.keys() - {_TYPE} - {CUE + name for name in _SLOTS}:
        if predicate.startswith(CUE):
            name = f"cue:{predicate.removeprefix(CUE)}"
            yield name, _not_among(name, [f"cue:{slot}" for slot in _SLOTS])
    if not slots.get(CUE + "pattern"):
        yield (
            "",
            Message(
                fr="cet indice n’a pas de cue:pattern ; écrivez les mots qu’il faut chercher",
                en="this cue has no cue:pattern; write the words to search for",
            ),
        )
    yield from _announced(slots, namespace, known, _KINDS[kinds[0]])
    yield from _ill_valued(slots)


def _ill_valued(slots: _Slots) -> Iterator[tuple[str, Message]]:
    for value in slots.get(CUE + "pattern", ()):
        if not _is_balanced(value.value):
            yield f'"{value.value}"', _unbalanced(value.value)
    for value in slots.get(CUE + "confidence", ()):
        if not _is_share(value.value):
            yield (
                "",
                Message(
                    fr=f"la confiance « {value.value} » n’est pas un nombre de 0 à 1 ; écrivez-en un",
                    en=f"the confidence `{value.value}` is not a number from 0 to 1; write one",
                ),
            )
    for name in _TRUTH:
        for value in slots.get(CUE + name, ()):
            if value.value not in ("true", "false"):
                yield (
                    "",
                    Message(
                        fr=f"cue:{name} vaut « {value.value} » ; écrivez true ou false",
                        en=f"cue:{name} is `{value.value}`; write true or false",
                    ),
                )


def _announced(
    slots: _Slots, namespace: str, known: dict[bool, set[str]], is_class: bool | None
) -> Iterator[tuple[str, Message]]:
    announced = slots.get(CUE + "announces", ())
    if is_class is None:
        return
    if not announced:
        yield (
            "",
            Message(
                fr="cet indice n’annonce rien ; ajoutez cue:announces et une classe ou une propriété",
                en="this cue announces nothing; add cue:announces and a class or a property",
            ),
        )
    for value in announced:
        name = value.value.removeprefix(namespace)
        if name not in known[is_class]:
            yield "", _not_among(name, sorted(known[is_class]))


def _no_kind(wrong: list[str]) -> Message:
    return _not_among(f"a cue:{wrong[0]}" if wrong else "", [f"a cue:{kind}" for kind in _KINDS])


def _two_kinds() -> Message:
    return Message(
        fr="cet indice a deux sortes ; donnez-en une à un autre indice, d’un autre nom",
        en="this cue has two kinds; give one of them to another cue, with another name",
    )


def _not_among(name: str, possible: list[str]) -> Message:
    near = difflib.get_close_matches(name, possible, n=1) or possible
    return Message(
        fr=f"« {name} » n’a pas de sens ici ; écrivez {' ou '.join(near)}",
        en=f"`{name}` means nothing here; write {' or '.join(near)}",
    )


def _unbalanced(pattern: str) -> Message:
    return Message(
        fr=f"dans « {pattern} », une parenthèse ou un crochet n’a pas son pendant ; refermez-le ou ôtez-le",
        en=f"in `{pattern}` a bracket has no counterpart; close it or take it away",
    )


def _is_balanced(pattern: str) -> bool:
    open_ones: list[str] = []
    for character in pattern:
        if character in _PAIRS.values():
            open_ones.append(character)
        elif character in _PAIRS and (not open_ones or open_ones.pop() != _PAIRS[character]):
            return False
    return not open_ones


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _short(subject: str) -> str:
    """How a cue is most often written: ``cue:name``."""
    return subject.strip("<>").replace(CUE, "cue:")


def _line(text: str, words: str) -> int:
    """The line where these words stand whole; 0 when they do not, or there are none."""
    found = re.search(rf"(?<![\w:-]){re.escape(words)}(?![\w-])", text) if words else None
    return text.count("\n", 0, found.start()) + 1 if found else 0
