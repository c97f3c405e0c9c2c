"""YAML read into nodes that know where they stand, within bounds and without running anything.

PyYAML's events (libyaml where it is compiled in) carry the place of every token. `yaml-rs` reads six
times faster but gives values without places, and every fact must show its words. Events need no
recursion, so that nesting cannot overflow the stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from lf2l_kg.base.messages import Message

MAX_NODES = 10_000
MAX_DEPTH = 50
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlProblem(Exception):  # noqa: N818 - never leaves the stage: it becomes a finding
    """What is wrong with a front matter, at an offset of the YAML text."""

    def __init__(self, offset: int, code: str, message: Message, value: str = "") -> None:
        super().__init__(message.en)
        self.offset = offset
        self.code = code
        self.message = message
        self.value = value


@dataclass(slots=True)
class Node:
    """A scalar, sequence or mapping; ``start`` and ``end`` are offsets in the YAML text."""

    kind: str  # "scalar", "sequence", "mapping"
    start: int
    end: int
    tag: str = ""
    value: str = ""
    style: str = ""  # a scalar's quotation mark, "|", ">" or "" when plain
    children: list[Node] = field(default_factory=list)  # a mapping's keys and values in turn


def read_nodes(text: str) -> Node | None:
    """The root node; None when there is nothing but comments.

    Raises:
        YamlProblem: when the text is not YAML, or too deep or long.
    """
    root = Node("sequence", 0, len(text))
    stack = [root]
    anchors: dict[str, Node] = {}
    for count, event in enumerate(_events(text)):
        start, end = event.start_mark.index, event.end_mark.index
        if count > 2 * MAX_NODES:
            raise too_much(start)
        if isinstance(event, yaml.AliasEvent):
            stack[-1].children.append(_aliased(anchors, stack, event))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop().end = end
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event)
        stack[-1].children.append(node)
        if event.anchor:
            anchors[event.anchor] = node
        if node.kind != "scalar":
            stack.append(node)
            if len(stack) > MAX_DEPTH:
                raise too_much(start)
    return root.children[0] if root.children else None


def _node(event: Any) -> Node:
    start, end, tag = event.start_mark.index, event.end_mark.index, event.tag or ""
    if isinstance(event, yaml.ScalarEvent):
        return Node("scalar", start, end, tag, event.value, event.style or "")
    return Node(
        "sequence" if isinstance(event, yaml.SequenceStartEvent) else "mapping", start, end, tag
    )


def _aliased(anchors: dict[str, Node], stack: list[Node], event: Any) -> Node:
    node, offset = anchors.get(event.anchor), event.start_mark.index
    if node is None:
        message = Message(
            fr=f"« *{event.anchor} » renvoie à une ancre qui n’existe pas ; si l’astérisque fait partie"
            " du texte, mettez la valeur entre guillemets.",
            en=f"`*{event.anchor}` refers to an anchor that does not exist; if the asterisk belongs to"
            " the text, put the value between quotation marks.",
        )
        raise YamlProblem(offset, "unknown-alias", message, event.anchor)
    if any(node is parent for parent in stack):
        message = Message(
            fr=f"« *{event.anchor} » renvoie à une valeur qui le contient ; supprimez ce renvoi.",
            en=f"`*{event.anchor}` refers to a value that contains it; delete this alias.",
        )
        raise YamlProblem(offset, "alias-loop", message, event.anchor)
    return node


def too_much(offset: int) -> YamlProblem:
    """The problem of a front matter with too many values once its aliases are followed."""
    return YamlProblem(
        offset,
        "too-many-values",
        Message(
            fr=f"l’en-tête compte plus de {MAX_NODES} valeurs ou de {MAX_DEPTH} niveaux une fois ses"
            " renvois développés ; simplifiez-le.",
            en=f"the front matter has more than {MAX_NODES} values or {MAX_DEPTH} levels once its"
            " aliases are followed; make it simpler.",
        ),
    )


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.reader.ReaderError as error:
        message = Message(
            fr=f"l’en-tête contient un caractère interdit en YAML (U+{ord_of(error):04X}) ;"
            " supprimez-le.",
            en=f"the front matter holds a character that YAML forbids (U+{ord_of(error):04X});"
            " delete it.",
        )
        raise YamlProblem(error.position, "invalid-yaml", message) from error
    except yaml.MarkedYAMLError as error:
        offset = min(_place(error), len(text))
        if "maximum nesting depth" in (error.problem or ""):  # as libyaml 0.2.6 bounds it itself
            raise too_much(offset) from error
        raise YamlProblem(offset, "invalid-yaml", _advice(error), error.problem or "") from error


def ord_of(error: yaml.reader.ReaderError) -> int:
    """The code point of the character that cannot be read."""
    character: int | str = error.character
    return character if isinstance(character, int) else ord(character)


def _place(error: yaml.MarkedYAMLError) -> int:
    """Where to mend: at what was opened and not closed, else where the parser stumbled."""
    mark = error.problem_mark or error.context_mark
    unclosed = (error.context or "").startswith("while parsing a flow") or (
        "end of stream" in (error.problem or "")
    )
    if unclosed and error.context_mark:
        mark = error.context_mark
    return mark.index if mark else 0


def _advice(error: yaml.MarkedYAMLError) -> Message:
    problem, context = error.problem or "", error.context or ""
    for mark, message in _ADVICE:
        if mark in problem or mark in context:
            return message
    return Message(
        fr="l’en-tête n’est pas du YAML valide ; vérifiez le retrait de cette ligne, ses guillemets et"
        " ses deux-points, ici et juste au-dessus.",
        en="the front matter is not valid YAML; check the indentation of this line, its quotation marks"
        " and its colons, here and just above.",
    )


_ADVICE = (
    (
        "mapping values are not allowed",
        Message(
            fr="l’en-tête n’est pas du YAML valide : un deux-points suivi d’une espace se trouve dans une"
            " valeur, ou le retrait est faux ; mettez la valeur entre guillemets ou corrigez le retrait.",
            en="the front matter is not valid YAML: a colon followed by a space stands in a value, or the"
            " indentation is wrong; put the value between quotation marks or mend the indentation.",
        ),
    ),
    (
        "cannot start any token",
        Message(
            fr="l’en-tête n’est pas du YAML valide : une valeur ne peut pas commencer par ce caractère ;"
            " mettez-la entre guillemets, et remplacez toute tabulation par des espaces.",
            en="the front matter is not valid YAML: a value cannot begin with this character; put it"
            " between quotation marks, and replace any tab by spaces.",
        ),
    ),
    (
        "while scanning a quoted scalar",
        Message(
            fr="l’en-tête n’est pas du YAML valide : un guillemet ouvert n’est pas refermé, ou une barre"
            " oblique inverse y est mal placée ; refermez-le ou doublez la barre.",
            en="the front matter is not valid YAML: a quotation mark is not closed, or a backslash in it"
            " is out of place; close it, or double the backslash.",
        ),
    ),
    (
        "while parsing a flow",
        Message(
            fr="l’en-tête n’est pas du YAML valide : un crochet ou une accolade n’est pas refermé ;"
            " refermez-le, ou mettez la valeur entre guillemets.",
            en="the front matter is not valid YAML: a bracket or brace is not closed; close it, or put"
            " the value between quotation marks.",
        ),
    ),
    (
        "did not find expected key",
        Message(
            fr="l’en-tête n’est pas du YAML valide : après une valeur entre guillemets, rien ne peut suivre"
            " sur la ligne ; doublez l’apostrophe à l’intérieur, ou corrigez le retrait.",
            en="the front matter is not valid YAML: nothing may follow a value between quotation marks on"
            " its line; double the apostrophe inside, or mend the indentation.",
        ),
    ),
    (
        "undefined tag handle",
        Message(
            fr="l’en-tête emploie une étiquette YAML inconnue ; supprimez le mot qui commence par « ! ».",
            en="the front matter uses an unknown YAML tag; delete the word that begins with `!`.",
        ),
    ),
)
