"""The metadata block at the head of an SSSOM/TSV file: prefixes, and values shared by all rows.

Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/#metadata-block
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from lf2l_kg.base.literals import check_iri
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import OWL, RDF, RDFS, SKOS, XSD
from lf2l_kg.base.tables import Problem

#: Prefixes that every SSSOM file has; they may not be given another meaning.
#: Source: https://mapping-commons.github.io/sssom/spec-intro/#iri-prefixes
BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "xsd": XSD,
}

#: Values of the block that hold for every row, when no row has its own.
#: Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/#propagatable-slots
PROPAGATED = ("mapping_date", "object_source")

_MAX_DEPTH = 20  # a block is three levels deep; more is an attempt to exhaust the parser


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the block says; ``problems`` are (line, message), in order."""

    prefixes: dict[str, str]
    shared: dict[str, str]  # the propagated slots that have a value
    problems: tuple[Problem, ...]


def parse_metadata(lines: list[str]) -> Metadata:
    """Read the lines of the block, from the first of the file, with their ``#`` and line ends."""
    text = "".join(line[1:] for line in lines)
    try:
        _refuse_yaml_features(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = error.problem or "?"
        return Metadata(dict(BUILT_IN), {}, ((line, _unreadable(reason)),))
    except yaml.YAMLError as error:
        return Metadata(dict(BUILT_IN), {}, ((1, _unreadable(str(error))),))
    if root is None:
        return Metadata(dict(BUILT_IN), {}, ())
    if not isinstance(root, yaml.MappingNode):
        return Metadata(dict(BUILT_IN), {}, ((1, _unreadable("a mapping is expected")),))
    return _checked(root)


def _checked(root: yaml.MappingNode) -> Metadata:
    prefixes, shared = dict(BUILT_IN), dict[str, str]()
    problems: list[Problem] = []
    for line, key, value in _entries(root, problems):
        if key == "curie_map" and isinstance(value, yaml.MappingNode):
            for at, prefix, iri in _entries(value, problems):
                message = _prefix_problem(prefix, iri)
                if message:
                    problems.append((at, message))
                else:
                    prefixes[prefix] = str(iri.value)
        elif key == "curie_map" and value.value:
            problems.append((line, _unreadable("curie_map: prefix: IRI is expected")))
        elif key in PROPAGATED and isinstance(value, yaml.ScalarNode) and value.value:
            shared[key] = value.value
    return Metadata(prefixes, shared, tuple(problems))


def _entries(
    node: yaml.MappingNode, problems: list[Problem]
) -> Iterator[tuple[int, str, yaml.Node]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        line, name = key.start_mark.line + 1, str(key.value)
        if name in seen:
            problems.append(
                (
                    line,
                    Message(
                        fr=f"«\u00a0{name}\u00a0» est déjà à la ligne {seen[name]}\u00a0: gardez-en un",
                        en=f"`{name}` is on line {seen[name]} already: keep one of the two",
                    ),
                )
            )
            continue
        seen[name] = line
        yield line, name, value


def _prefix_problem(prefix: str, iri: yaml.Node) -> Message | None:
    if not isinstance(iri, yaml.ScalarNode) or not check_iri(iri.value):
        return Message(
            fr=f"le préfixe «\u00a0{prefix}\u00a0» doit valoir un IRI complet",
            en=f"the prefix `{prefix}` must stand for a full IRI",
        )
    expected = BUILT_IN.get(prefix, iri.value)
    if iri.value != expected:
        return Message(
            fr=f"le préfixe «\u00a0{prefix}\u00a0» est réservé à {expected}\u00a0: changez son nom",
            en=f"the prefix `{prefix}` is reserved for {expected}: give yours another name",
        )
    return None


def _refuse_yaml_features(text: str) -> None:
    """SSSOM forbids them, and an alias can make a small file huge.

    Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/#forbidden-yaml-features
    """
    depth = 0
    for token in yaml.scan(text, Loader=yaml.BaseLoader):
        if isinstance(
            token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken | yaml.DirectiveToken
        ):
            raise yaml.MarkedYAMLError(
                problem="anchors, aliases, tags and directives are not allowed here",
                problem_mark=token.start_mark,
            )
        depth += isinstance(
            token,
            yaml.BlockMappingStartToken
            | yaml.BlockSequenceStartToken
            | yaml.FlowMappingStartToken
            | yaml.FlowSequenceStartToken,
        )
        depth -= isinstance(
            token, yaml.BlockEndToken | yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken
        )
        if depth > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem="this is nested too deeply", problem_mark=token.start_mark
            )


def _unreadable(reason: str) -> Message:
    return Message(
        fr=f"métadonnées illisibles ({reason})\u00a0; chaque ligne qui commence par # est du YAML, "
        "par exemple «\u00a0#curie_map:\u00a0» puis «\u00a0#  wikidata: "
        "http://www.wikidata.org/entity/\u00a0»",
        en=f"unreadable metadata ({reason}); each line that starts with # is YAML, "
        "for example `#curie_map:` then `#  wikidata: http://www.wikidata.org/entity/`",
    )
