"""Requests made to end a server, to fill it, or to make it call another: the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

_LONG = "x" * 4000
_WORDS = (
    "SELECT", "ASK", "DESCRIBE", "{", "}", "(", ")", "?x", "<a:b>", ".", ";", ",", "'a'", "1", "FILTER",
    "BIND", "AS", "UNION", "*", "+", "\\", "\x00", "é",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """One request."""

    kind: str
    query: str
    accept: str = "*/*"
    posted: bool = False

    @property
    def request(self) -> bytes:
        """Its bytes, for a connection that stays open."""
        head = f"Host: localhost\r\nAccept: {self.accept}\r\nAccept-Encoding: gzip\r\n"
        body = self.query.encode()
        if self.posted:
            kind = "Content-Type: application/sparql-query\r\n"
            first = f"POST /sparql HTTP/1.1\r\n{head}{kind}Content-Length: {len(body)}\r\n\r\n"
            return first.encode() + body
        return f"GET /sparql?query={quote(body, safe='')} HTTP/1.1\r\n{head}\r\n".encode()


def attacks(number: int, forbidden: str, seed: int = 1) -> Iterator[Attack]:
    """Attacks of all kinds in turn, no two alike.

    Args:
        number: how many.
        forbidden: an address that must never be called.
        seed: of the choice.
    """
    random = Random(seed)  # noqa: S311 - a choice, not a secret
    kinds = list(_KINDS.items())
    accepts = ("*/*", "text/csv", "text/html", "application/sparql-results+xml", "text/turtle")
    for n in range(number):
        name, make = kinds[n % len(kinds)]
        query = f"{make(random, forbidden)} # {n}"
        size = len(quote(query))
        yield Attack(name, query, random.choice(accepts), posted=size > 30_000 or n % 3 == 0)


def _nested(random: Random, _: str) -> str:
    depth = random.choice((50, 190, 1_000, 5_000, 20_000))
    return random.choice(
        (
            f"SELECT * {{{'{' * depth}?s ?p ?o{'}' * depth}}}",
            f"ASK {{ FILTER({'(' * depth}1{')' * depth} = 1) }}",
            f"ASK {{ {'FILTER EXISTS { ?s ?p ?o ' * depth}{'}' * depth} }}",
            f"SELECT * {{ {'OPTIONAL { ?s ?p ?o ' * depth}{'}' * depth} }}",
            f"SELECT * {{ {'{ SELECT * ' * depth}{{ ?s ?p ?o }}{'}' * depth} }}",
            f"SELECT * {{ ?s {'(' * depth}<a:b>{')' * depth} ?o }}",
            f"ASK {{ FILTER({'IF(true, ' * depth}1{', 2)' * depth} = 1) }}",
            f"SELECT * {{ ?s ?p {'[ ?p ' * depth}1{']' * depth} }}",
        )
    )


def _flat(random: Random, _: str) -> str:
    """Long without nesting: the engine still recurses."""
    length = random.choice((500, 1_500, 3_000))
    return random.choice(
        (
            f"ASK {{ FILTER({'||'.join(['false'] * length)}) }}",
            f"ASK {{ FILTER({'!' * length}true) }}",
            f"SELECT ({'+'.join('1' * length)} AS ?x) {{}}",
            f"SELECT ({'-' * length}1 AS ?x) {{}}",
            f"SELECT * {{ {'UNION'.join(['{ ?s ?p ?o }'] * length)} }}",
            f"SELECT * {{ {''.join(f'BIND({n} AS ?x{n}) ' for n in range(length))} }}",
            f"SELECT * {{ {'OPTIONAL { ?s ?p ?o } ' * length} }}",
            f"SELECT * {{ ?s {'|'.join(['<a:b>'] * length)} ?o }}",
            f"SELECT * {{ {'MINUS { ?s ?p ?o } ' * length} }}",
        )
    )


def _product(random: Random, _: str) -> str:
    ways = random.randint(3, 8)
    triples = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(ways))
    return random.choice(
        (
            f"SELECT (COUNT(*) AS ?n) {{ {triples} }}",
            f"SELECT * {{ {triples} }}",
            f"SELECT DISTINCT * {{ {triples} }}",
            f"SELECT * {{ {triples} }} ORDER BY ?c{ways - 1}",
            f"ASK {{ {triples} FILTER(?c0 = ?c{ways - 1} && ?c0 != ?c{ways - 1}) }}",
            f"CONSTRUCT {{ {triples} }} WHERE {{ {triples} }}",
            f"SELECT ?a0 (COUNT(*) AS ?n) {{ {triples} }} GROUP BY ?a0 ?b1 ?c2",
        )
    )


def _doubling(random: Random, _: str) -> str:
    times = random.choice((10, 16, 20, 24, 30))
    way = random.choice(("CONCAT(?x{0}, ?x{0})", "REPLACE(?x{0}, '(.)', '$1$1')"))
    steps = "".join(f"BIND({way.format(n)} AS ?x{n + 1}) " for n in range(times))
    return f"SELECT (?x{times} AS ?x) {{ BIND('{_LONG[:999]}' AS ?x0) {steps}}}"


def _gathered(random: Random, _: str) -> str:
    triples = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(random.randint(2, 5)))
    way = random.choice(("?c0", "CONCAT(STR(?a0), STR(?c1))", f"'{_LONG}'"))
    return f"SELECT (GROUP_CONCAT({way}) AS ?x) {{ {triples} }}"


def _regex(random: Random, _: str) -> str:
    pattern = random.choice(
        ("(a+)+$", "(a|a)*b", "(.*)*x", "((((a?){50}){50}){50})", ".{1,999}x", "(a{1,99}){1,99}z")
    )
    return f"SELECT * {{ ?s ?p ?o FILTER(REGEX(CONCAT(STR(?o), '{'a' * 500}'), '{pattern}')) }}"


def _service(random: Random, forbidden: str) -> str:
    way = random.choice(("SERVICE", "service SILENT", "SeRvIcE/**/", "SERVICE#\n"))
    return random.choice(
        (
            f"SELECT * {{ {way} <{forbidden}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ FILTER(?a<'x>'){way} <{forbidden}> {{ ?s ?p ?o }} }}",
            f"PREFIX s: <{forbidden}> ASK {{ {way} s:{{}} }}",
            f"SELECT * {{ ?s ?p ?o {way} ?s {{}} BIND(<{forbidden}> AS ?s) }}",
            f"ASK FROM <{forbidden}> {{ ?s ?p ?o }}",
            f"LOAD <{forbidden}>",
            f"SELECT * {{ VALUES ?g {{ <{forbidden}> }} {way} ?g {{ ?s ?p ?o }} }}",
            f"SELECT * {{ \\u0053ERVICE <{forbidden}> {{}} }}",
        )
    )


def _huge(random: Random, _: str) -> str:
    length = random.choice((60_000, 65_536, 100_000, 262_000, 2_000_000))
    return random.choice(
        (
            f"SELECT * {{ ?s ?p '{'x' * length}' }}",
            f"SELECT * {{ ?s ?p '{chr(1) * length}' }}",
            f"ASK {{}} {'#' * length}",
            f"ASK {{ {'?s ?p ?o . ' * (length // 11)} }}",
            "{" * length,
            "é" * length,
        )
    )


def _path(random: Random, _: str) -> str:
    step = random.choice(("<a:b>", "!<a:b>", "!<a:b>?", "(!<a:b>|^!<a:b>)*", "!<a:b>+"))
    steps = "/".join([step] * random.choice((1, 20, 300, 565)))
    return f"SELECT * {{ ?s {steps} ?o }}"


def _values(random: Random, _: str) -> str:
    rows = " ".join(map(str, range(random.choice((100, 2_000, 8_000)))))
    lists = " ".join(f"VALUES ?x{n} {{ {rows} }}" for n in range(random.choice((1, 2, 3))))
    return f"SELECT * {{ {lists} }} ORDER BY DESC(?x0)"


def _chance(random: Random, _: str) -> str:
    """Anything: words and marks in any order."""
    return " ".join(random.choice(_WORDS) for _ in range(random.randint(1, 200)))


def _whole(random: Random, _: str) -> str:
    """Long answers of little work."""
    return random.choice(
        (
            "SELECT * { ?s ?p ?o . ?a ?b ?c }",
            "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
            "DESCRIBE ?s { ?s ?p ?o }",
            f"SELECT ?s ?p ?o ('{_LONG}' AS ?x) {{ ?s ?p ?o . ?a ?b ?c }}",
            f"CONSTRUCT {{ ?s ?p '{_LONG}' , ?c }} {{ ?s ?p ?o . ?a ?b ?c }}",
        )
    )


_KINDS: dict[str, Callable[[Random, str], str]] = {
    "nesting": _nested,
    "flat": _flat,
    "product": _product,
    "doubling": _doubling,
    "gathering": _gathered,
    "regex": _regex,
    "service": _service,
    "huge": _huge,
    "path": _path,
    "values": _values,
    "chance": _chance,
    "whole": _whole,
}
