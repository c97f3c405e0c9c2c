"""A saved CONSTRUCT, evaluated in a process of its own: the engine cannot be told to stop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.processes import python_command

from .evaluate import Limits, evaluate_query
from .guard import guard_query
from .local import open_store
from .plain import may_be_kept
from .stack import start_with_deep_stack


class _Asked(msgspec.Struct):
    """What the process is asked; it answers with a line of N-Triples a triple."""

    release: str
    query: str  # guarded
    terms: dict[str, str]  # variable → IRI
    memory: int  # bytes, in all


def construct_apart(
    release: Path, query: str, terms: Mapping[str, str], *, seconds: float, memory: int
) -> tuple[str, ...]:
    """The triples of a CONSTRUCT, as lines of N-Triples, sorted, each once.

    Args:
        release: whose store is asked; it may be one that is being made.
        query: SPARQL 1.1, without ``SERVICE``, without clock or chance.
        terms: IRIs for some of its variables.
        seconds: after which it is ended.
        memory: bytes that its process may take.

    Raises:
        QueryError: when it cannot be answered, in this time, or always with the same graph.
    """
    limits = Limits()
    if not may_be_kept(query):
        raise QueryError(
            Message(
                fr="NOW, RAND, UUID et STRUUID changent à chaque fois\u00a0: retirez-les",
                en="NOW, RAND, UUID and STRUUID change each time: take them away",
            )
        )
    safe = guard_query(query, limits.max_length, limits.max_depth, limits.max_terms)
    # Without data, mistakes are found at once, and told as to anyone who asks.
    form = start_with_deep_stack(lambda: evaluate_query(ox.Store(), query, limits).form).result()
    if form != "graph":
        raise QueryError(
            Message(
                fr="cette requête ne donne pas de graphe : écrivez CONSTRUCT { … } WHERE { … }",
                en="this query gives no graph: write CONSTRUCT { … } WHERE { … }",
            )
        )
    asked = msgspec.json.encode(_Asked(str(release), safe, dict(terms), memory))
    try:
        done = subprocess.run(  # noqa: S603 - this Python, these arguments
            python_command(answer_apart),
            input=asked,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryError(
            Message(
                fr=f"pas de réponse en {seconds:.0f}\u00a0s\u00a0: simplifiez cette requête",
                en=f"no answer within {seconds:.0f} s: simplify this query",
            )
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise QueryError(
            Message(fr=f"{said}\u00a0; corrigez cette requête", en=f"{said}; mend this query")
        )
    lines = tuple(sorted(set(done.stdout.decode().split("\n")[:-1])))
    if any(_names_a_blank_node(line) for line in lines):
        raise QueryError(
            Message(
                fr="un nœud anonyme n’a pas de nom qui dure\u00a0: ne construisez que des IRI",
                en="a blank node has no lasting name: construct IRIs only",
            )
        )
    return lines


def _names_a_blank_node(line: str) -> bool:
    end = line.rsplit(" ", 2)[1]
    return line.startswith("_:") or (end.startswith("_:") and '"' not in end)


def answer_apart() -> None:
    """The body of the process: one question on its standard input, the triples on its output."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=_Asked)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (asked.memory, asked.memory))
    terms: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): ox.NamedNode(iri) for name, iri in asked.terms.items()
    }

    def answer() -> None:
        results = open_store(Path(asked.release)).query(asked.query, substitutions=terms)
        triples = cast("ox.QueryTriples", results)
        ox.serialize(triples, sys.stdout.buffer, format=ox.RdfFormat.N_TRIPLES)
        sys.stdout.buffer.flush()

    start_with_deep_stack(answer).result()
