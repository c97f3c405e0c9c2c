"""The front matter at the top of a document → entries, each with its exact words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Entry, Finding

from . import toml_front_matter as toml
from .scalars import Value, looks_like_date, resolve_scalar
from .source import Source
from .yaml_nodes import MAX_DEPTH, MAX_NODES, Node, YamlProblem, read_nodes, too_much

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(
    r"(?:^|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)(?:\r\n|\r|\n)?", re.MULTILINE
)
_KEY_LINE = re.compile(r"[^\W\d_][\w-]{1,30}[ ]?:[ ]+\S")
_KEY_LINES = re.compile(
    r"(?:title|titre|layout|type)[ ]?:[ ]+\S[^\r\n]*(?:\r\n|\r|\n)"
    r"(?:[^\W\d_][\w-]{1,30}[ ]?:|---[ \t]*[\r\n])"
)
_NO_BREAK = "\u00a0\u202f"
_LINE_START = re.compile(
    rf"^([ {_NO_BREAK}]*(?:-[ {_NO_BREAK}]+)*)([\w.-]+:[{_NO_BREAK}]+)?", re.MULTILINE
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_YAML = "tag:yaml.org,2002:"


@dataclass(slots=True)
class FrontMatter:
    """What the top of a document says; ``end`` is where the Markdown begins."""

    end: int
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_front_matter(source: Source, begin: int) -> FrontMatter:
    """Reads the front matter at ``begin``; without one, ``end`` is ``begin``.

    A ``---`` that is never closed is a thematic break, not front matter. What is no mapping between two
    ``---`` is text between two rules.
    """
    if source.text.startswith("+++", begin):
        return _read_toml(source, begin)
    opening = _OPENING.match(source.text, begin)
    closing = _CLOSING.search(source.text, opening.end()) if opening else None
    if not opening or not closing:
        return FrontMatter(begin, findings=list(_unmarked(source, begin, opening)))
    result = FrontMatter(closing.end())
    start = opening.end()
    text = source.text[start : closing.start()]
    mended = _mend_spaces(text)
    if mended != text:
        at = next(at for at, (a, b) in enumerate(zip(text, mended, strict=True)) if a != b)
        result.findings.append(source.finding(start + at, "warning", "nbsp-in-front-matter", _NBSP))
    try:
        root = read_nodes(mended)
        if root is None or (root.kind == "scalar" and resolve_scalar(root.value) is None):
            return result
        if root.kind != "mapping":
            result.findings.append(
                source.finding(
                    start + root.start, "warning", "front-matter-not-mapping", _NOT_MAPPING
                )
            )
            result.end = begin
            return result
        result.entries += _Flattener(source, start, result.findings).flatten(root)
    except YamlProblem as problem:
        result.findings.append(
            source.finding(
                start + problem.offset, "error", problem.code, problem.message, problem.value
            )
        )
    return result


def _unmarked(source: Source, begin: int, opening: re.Match[str] | None) -> Iterator[Finding]:
    """Lines that are written like a front matter, and that a missing ``---`` leaves in the text."""
    if opening and _KEY_LINE.match(source.text, opening.end()):
        yield source.finding(begin, "warning", "unclosed-front-matter", _UNCLOSED)
    elif not opening and _KEY_LINES.match(source.text, begin):
        yield source.finding(begin, "warning", "unopened-front-matter", _UNOPENED)


def _read_toml(source: Source, begin: int) -> FrontMatter:
    opening = toml.OPENING.match(source.text, begin)
    closing = toml.CLOSING.search(source.text, opening.end()) if opening else None
    if not opening or not closing:
        return FrontMatter(begin)
    entries, findings = toml.read_toml(source, opening.end(), closing.start())
    return FrontMatter(closing.end(), entries, findings)


def _mend_spaces(text: str) -> str:
    """The text with plain spaces where YAML wants some; its length stays, and so do the places."""
    if not any(space in text for space in _NO_BREAK):
        return text
    return _LINE_START.sub(lambda match: re.sub(f"[{_NO_BREAK}]", " ", match[0]), text)


class _Flattener:
    """Turns nodes into entries, in the order of the file; what says nothing gives none."""

    def __init__(self, source: Source, start: int, findings: list[Finding]) -> None:
        self._source = source
        self._start = start
        self._findings = findings
        self._count = 0

    def flatten(
        self, node: Node, path: str = "", index: int = 0, key: int = 0, depth: int = 0
    ) -> Iterator[Entry]:
        """The entries below a node; ``key`` is the offset of its key in the YAML text.

        Raises:
            YamlProblem: when there are too many once aliases are followed.
        """
        self._count += 1
        if self._count > MAX_NODES or depth > MAX_DEPTH:
            raise too_much(node.start)
        if node.kind == "scalar":
            if entry := self._entry(node, path, index, key):
                yield entry
            return
        if node.tag not in ("", "!", f"{_YAML}map", f"{_YAML}seq"):
            self._report(node.start, "custom-tag", _tag_message(node.tag), node.tag)
            return
        if node.kind == "sequence":
            for at, child in enumerate(node.children):
                yield from self.flatten(child, path, at, key, depth + 1)
            return
        seen: dict[str, int] = {}
        for name, value in zip(node.children[::2], node.children[1::2], strict=True):
            if (word := self._key(name, seen)) is not None:
                below = f"{path}.{word}" if path else word
                yield from self.flatten(value, below, index, name.start, depth + 1)

    def _key(self, node: Node, seen: dict[str, int]) -> str | None:
        """The key's name; None when it is no name or stands there for the second time."""
        if node.kind != "scalar":
            self._report(node.start, "invalid-key", _INVALID_KEY)
            return None
        word = _INVISIBLE.sub("", node.value).strip()
        line, _ = self._source.place(self._start + node.start)
        if word in seen:
            message = Message(
                fr=f"la clé « {word} » figure déjà à la ligne {seen[word]} ; gardez-en une seule.",
                en=f"the key `{word}` already stands on line {seen[word]}; keep only one.",
            )
            self._report(node.start, "duplicate-key", message, word)
            return None
        seen[word] = line
        return word

    def _entry(self, node: Node, path: str, index: int, key: int) -> Entry | None:
        value = self._value(node)
        if value is None:
            return None
        text, datatype = value
        text = _INVISIBLE.sub("", text).strip()
        if not text:
            return None
        start, end = self._extent(node)
        key_line, _ = self._source.place(self._start + key)
        quote = self._source.quote(start, end)
        return Entry(path, text, datatype, quote, key_line, index)

    def _value(self, node: Node) -> Value | None:
        plain = not node.style
        if node.tag in ("", "!") or not node.tag.startswith(_YAML):
            if node.tag not in ("", "!"):
                self._report(node.start, "custom-tag", _tag_message(node.tag), node.tag)
                return None
            if not plain or node.tag == "!":
                return node.value, "string"
            value = resolve_scalar(node.value)
            if value and value[1] == "string" and looks_like_date(node.value):
                self._report(node.start, "invalid-date", _INVALID_DATE, node.value, "warning")
            return value
        return self._tagged(node)

    def _tagged(self, node: Node) -> Value | None:
        wanted = node.tag.removeprefix(_YAML)
        if wanted == "str":
            return node.value, "string"
        value = resolve_scalar(node.value)
        datatypes = _TAGS.get(wanted)
        if datatypes is None:
            self._report(node.start, "custom-tag", _tag_message(node.tag), node.tag)
            return None
        if wanted == "null" or (value and value[1] in datatypes):
            value = None if wanted == "null" else value
            return (value[0], "decimal") if value and wanted == "float" else value
        message = Message(
            fr=f"« {node.value} » n’est pas du type que « !!{wanted} » annonce ; corrigez l’un ou l’autre.",
            en=f"`{node.value}` is not of the type that `!!{wanted}` announces; mend one or the other.",
        )
        self._report(node.start, "invalid-value", message, node.value)
        return None

    def _extent(self, node: Node) -> tuple[int, int]:
        """Where the words of a scalar stand in the file, without quotation marks, tag or anchor."""
        text = self._source.text
        start, end = self._start + node.start, self._start + node.end
        if properties := _PROPERTIES.match(text, start, end):
            start = properties.end()
        if node.style in ("'", '"'):
            start, end = start + 1, end - 1
        elif node.style in ("|", ">"):
            line = text.find("\n", start, end)
            start = end if line < 0 else line + 1
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end

    def _report(
        self, offset: int, code: str, message: Message, value: str = "", severity: str = "error"
    ) -> None:
        place = self._start + offset
        self._findings.append(
            self._source.finding(
                place, "warning" if severity == "warning" else "error", code, message, value
            )
        )


def _tag_message(tag: str) -> Message:
    return Message(
        fr=f"l’étiquette YAML « {tag} » n’est pas acceptée ; supprimez-la et gardez la valeur.",
        en=f"the YAML tag `{tag}` is not accepted; delete it and keep the value.",
    )


_TAGS = {
    "null": (),
    "bool": ("boolean",),
    "int": ("integer",),
    "float": ("decimal", "integer"),
    "timestamp": ("date", "dateTime"),
}
_NBSP = Message(
    fr="des espaces insécables tiennent lieu d’espaces dans l’en-tête : elles ont été lues comme telles ;"
    " remplacez-les par des espaces ordinaires.",
    en="no-break spaces stand for spaces in the front matter: they were read as such; put ordinary"
    " spaces instead.",
)
_NOT_MAPPING = Message(
    fr="ce qui est entre les deux « --- » n’est pas une suite de lignes « clé: valeur » : ce n’a pas été"
    " lu comme un en-tête ; écrivez-le ainsi, ou ôtez le premier « --- ».",
    en="what stands between the two `---` is not a series of `key: value` lines: it was not read as"
    " front matter; write it so, or take away the first `---`.",
)
_UNCLOSED = Message(
    fr="cet en-tête n’est pas refermé : il a été lu comme du texte ; écrivez « --- » seul sur une ligne"
    " après sa dernière clé.",
    en="this front matter is not closed: it was read as text; write `---` alone on a line after its last"
    " key.",
)
_UNOPENED = Message(
    fr="ces lignes « clé: valeur » n’ont pas été lues comme un en-tête ; écrivez « --- » seul sur une ligne"
    " avant la première et après la dernière.",
    en="these `key: value` lines were not read as front matter; write `---` alone on a line before the first"
    " and after the last.",
)
_INVALID_KEY = Message(
    fr="une clé doit être un mot, pas une liste ni un ensemble de clés ; renommez-la.",
    en="a key must be a word, not a list or a mapping; rename it.",
)
_INVALID_DATE = Message(
    fr="cette date n’existe pas : elle a été lue comme un texte ; corrigez-la (AAAA-MM-JJ).",
    en="there is no such date: it was read as text; mend it (YYYY-MM-DD).",
)
