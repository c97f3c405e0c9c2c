"""What resolving tells people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .clusters import Cluster, Tables
from .outline import Place
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


def find_shared_pages(pages: Iterable[tuple[str, Place]]) -> tuple[Finding, ...]:
    """The things that several documents are the page of, at the title of each but the first.

    Two pages with one title and one class may well speak of one thing, in two languages or in two years; they
    may also speak of two things that bear one name, which nobody would notice.

    Args:
        pages: the IRI of a thing, and where the title of a page of it stands; in any order.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    for iri, place in pages:
        places[iri].append(place)
    shared = (
        _shared_page(iri, min(of_one), place)
        for iri, of_one in places.items()
        for place in of_one
        if place != min(of_one)
    )
    return tuple(sorted(shared, key=lambda finding: finding.path))


def _shared_page(iri: str, first: Place, place: Place) -> Finding:
    path, line, column = place
    return Finding(
        path=path,
        line=line,
        column=column,
        severity="info",
        code="shared-page",
        message=Message(
            fr=f"ce document et « {first[0]} » sont les pages d’une seule chose, qui porte ce nom : {iri} ; "
            "si ce sont deux choses, donnez-leur des titres différents",
            en=f"this document and `{first[0]}` are the pages of one thing, which bears this name: {iri}; "
            "if they are two things, give them different titles",
        ),
        value=first[0],
    )
