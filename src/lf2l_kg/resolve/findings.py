"""What resolving tells people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .clusters import Cluster, Tables
from .register import Row


def find_renamed(
    tables: Tables, clusters: Sequence[Cluster], renamed: Mapping[int, Row]
) -> tuple[Finding, ...]:
    """What was recognised under another name, each where it is first named.

    Args:
        tables: what is said of the clusters.
        clusters: in their order.
        renamed: the rows of some of them, by number.
    """
    return tuple([_renamed(tables, clusters[n], row) for n, row in sorted(renamed.items())])


def _renamed(tables: Tables, cluster: Cluster, row: Row) -> Finding:
    path, line, column = min(tables.places[n] for n in cluster.nodes if n in tables.places)
    return Finding(
        path=path,
        line=line,
        column=column,
        severity="info",
        code="renamed",
        message=Message(
            fr=f"« {row.label} » s’appelle maintenant « {cluster.label} » : ce qui en est dit est le même, "
            f"et son IRI reste {row.iri} ; si c’est une autre chose, dites-en autre chose",
            en=f"`{row.label}` is now called `{cluster.label}`: what is said of it is the same, and its "
            f"IRI stays {row.iri}; if it is another thing, say something else of it",
        ),
        value=cluster.label,
    )
