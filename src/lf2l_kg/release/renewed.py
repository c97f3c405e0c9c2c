"""What a release says of its dataset, by what the one before said of its own, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ledger import Entry
from lf2l_kg.base.lines import graph_of, place_about, runs_between, split_statement
from lf2l_kg.base.products import Products, make_key, running_code
from lf2l_kg.base.records import Severity
from lf2l_kg.query import open_store
from lf2l_kg.query.ready import FILE_NAME as ANSWERS
from lf2l_kg.query.ready import NOT_ASKED, Before, read_ready
from lf2l_kg.query.watching import Watching

from .changes import Previous, Reading
from .chunks import Cut, between, cut_again, cut_lines, order_subject
from .contents import Contents, count_documents, renew_graphs, sort_statements
from .dumps import for_the_web, readable
from .manifest import Counts, GraphRecord, Published
from .packing import Chunk
from .retabling import renew_tables
from .sides import Differing
from .statistics import Statistics, Tally, tally_statements
from .store import FOLDER
from .summing import Summing
from .tables import Thing, label_of, read_things, table_names


class Known(msgspec.Struct, frozen=True):
    """What is kept of a release, besides what it holds itself."""

    tally: Tally
    objects: int  # how many different ones its default graph has
    #: The questions that its store was asked, in their plain form, each with what to watch for it.
    asked: dict[str, Watching | None]
    stated: Entry | None  # the lines of its dataset, but for evidence, where a ledger has them

    @classmethod
    def find(cls, products: Products, previous: Previous) -> Known | None:
        """What is kept of a release; None where other code made it, or it is lost."""
        return products.find(release_key(previous.manifest.sha256), cls)


def release_key(manifest: str) -> bytes:
    """What names what is kept of a release that this very code wrote, by its manifest's SHA-256."""
    return make_key("release", running_code(), manifest)


@dataclass(frozen=True)
class Renewed:
    """What is not next to a difference is what it was."""

    dataset: Dataset
    reading: Reading
    previous: Previous
    graphs: dict[str, GraphRecord]  # by name, sorted
    old: Contents  # of the quads that differ, as they were
    new: Contents  # as they are
    known: Known  # of the release before
    chunks: Sequence[Chunk]  # of the statements of the default graph, before
    store: ox.Store  # of the release before

    @classmethod
    def find(
        cls,
        dataset: Dataset,
        reading: Reading,
        published: Published,
        previous: Previous,
        differing: Differing,
        *,
        known: Known | None,
        summing: Summing,
    ) -> Renewed | None:
        """None where the release before says nothing of this one: other code made it, or other settings.

        What names a thing is looked up in its store, so that not all that is stated is gone through.
        """
        manifest, before = previous.manifest, previous.side.graphs
        same = (manifest.published, manifest.ontology_digest) == (
            published,
            reading.ontology.digest,
        )
        if (
            known is None
            or not same
            or not all(map(previous.is_sound, table_names(reading.ontology)))
            or not summing.sums(previous.side.path / FOLDER)
        ):
            return None
        indexes = previous.indexes
        of_facts = [
            indexes[name].chunks if name in indexes else ()
            for name in (readable({}).name, for_the_web("").name)
        ]
        sources = [[chunk.source for chunk in chunks] for chunks in of_facts]
        changed = {*differing.was.stated} ^ {*differing.now.stated}
        store = open_store(previous.side.path)

        def subjects_in(graph: str) -> set[str]:
            found = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            return {str(quad.subject) for quad in found}

        graphs = renew_graphs(before, dataset, changed, subjects_in, reading.ontology)
        if sources[0] != sources[1] or graphs is None:
            return None
        old, new = reading.contents(differing.was, before), reading.contents(differing.now, graphs)
        return cls(dataset, reading, previous, graphs, old, new, known, of_facts[0], store)

    @cached_property
    def answers(self) -> Before:
        """What the questions of the release before were answered."""
        if not self.previous.is_sound(ANSWERS):
            return NOT_ASKED
        found = {ready.query: ready for ready in read_ready(self.previous.side.path)}
        asked = self.known.asked
        return Before({query: found.get(query) for query in asked}, asked)

    @property
    def merged(self) -> Sequence[str]:
        """The statements of the default graph."""
        return sort_statements(self._said(0, len(self.dataset.stated)))

    @property
    def triples(self) -> int:
        """How many statements the default graph holds."""
        return self.previous.counts.triples + len(self.new.merged) - len(self.old.merged)

    def counts(self, results: dict[Severity, int], store_quads: int) -> Counts:
        """How much there is."""
        before, old, new = self.previous.counts, self.old, self.new
        entities = Counter(before.entities)
        entities.update(new.entity_counts)
        entities.subtract(old.entity_counts)
        return Counts(
            documents=count_documents(self.graphs),
            quads=self.dataset.size,
            triples=self.triples,
            store_quads=store_quads,
            entities={kind: count for kind, count in sorted(entities.items()) if count},
            facts=before.facts + len(new.facts) - len(old.facts),
            links=before.links + len(new.links) - len(old.links),
            results=results,
        )

    def cuts(self) -> Iterator[Cut]:
        """The statements of the default graph in chunks."""
        known = [(chunk.first, chunk.source) for chunk in self.chunks]
        return cut_again(
            known, (subject[1:-1] for subject in self._changed), order_subject, self._cut
        )

    def _cut(self, begin: str, end: str) -> Iterator[Cut]:
        """Those that stand between two places."""
        place = between(self.dataset.stated, begin, end)
        return cut_lines(sort_statements(self._said(place.start, place.stop)))

    def _said(self, begin: int, end: int) -> Iterator[str]:
        """What some lines state in the default graph, each statement once, in however many graphs."""
        stated = self.dataset.stated
        for statement, low, high in runs_between(stated, begin, end):
            if self._is_merged(low, high):
                yield f"{statement} ."

    def _is_merged(self, begin: int, end: int) -> bool:
        """Whether any of some lines is in the default graph, too."""
        other = f" <{self.reading.wikidata}> ."
        return any(not self.dataset.stated[at].endswith(other) for at in range(begin, end))

    def _about(self, iris: Iterable[str]) -> dict[str, Thing]:
        """What is said of some things."""
        places = (place_about(self.dataset.stated, f"<{iri}>") for iri in iris)
        return read_things(sort_statements(s for place in places for s in self._said(*place)))

    @cached_property
    def _changed(self) -> set[str]:
        """The subjects of which anything differs, in brackets."""
        return {line.partition(" ")[0] for line in {*self.old.merged} ^ {*self.new.merged}}

    def _naming(self, value: str) -> Iterator[ox.Quad]:
        """What the default graph said to be a term, or what the engine takes for the same, before."""
        (triple,) = ox.parse(f"<a:b> <a:b> {value} .", format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return self.store.quads_for_pattern(None, None, triple.object, ox.DefaultGraph())

    def _is_elsewhere(self, value: str) -> bool:
        """Whether anything that did not change is said to be a term."""
        stated = self.dataset.stated
        return any(
            str(quad.subject) not in self._changed
            and self._is_merged(*place_about(stated, f"{quad.subject} {quad.predicate} {value}"))
            for quad in self._naming(value)
        )

    @cached_property
    def objects(self) -> int:
        """How many different objects there are."""
        was, now = ({split_statement(s)[2] for s in c.merged} for c in (self.old, self.new))
        gone, come = (sum(not self._is_elsewhere(v) for v in vs) for vs in (was - now, now - was))
        return self.known.objects - gone + come

    def tables(self) -> Iterator[tuple[str, bytes]]:
        """A table for each class of things; a row tells of a thing and the labels of others."""
        language, ontology = self.reading.language, self.reading.ontology
        changed = {subject[1:-1] for subject in self._changed}
        was, now = (
            {iri: label_of(thing, language) for iri, thing in read_things(c.merged).items()}
            for c in (self.old, self.new)
        )
        renamed = [f"<{iri}>" for iri in changed if was.get(iri, "") != now.get(iri, "")]
        pointing = {str(quad.subject)[1:-1] for one in renamed for quad in self._naming(one)}
        touched = changed | pointing
        things = self._about(touched)
        named = {
            value[1:-1] for thing in things.values() for values in thing.values() for value in values
            if value[0] == "<"
        }  # fmt: skip
        labels = {
            f"<{iri}>": label_of(thing, language)
            for iri, thing in self._about(named | things.keys()).items()
        }
        folder = self.previous.side.path
        before = {name: (folder / name).read_bytes() for name in table_names(ontology)}
        return renew_tables(before, touched, things, labels, ontology)

    def labels(self, iris: Iterable[str]) -> Mapping[str, str]:
        """Those of entities, of some at least."""
        lines = sorted(line for iri in {*iris} for line in self._facts_about(f"<{iri}>"))
        return self.reading.contents(Dataset(tuple(lines)), self.graphs).labels

    def _facts_about(self, subject: str) -> Iterator[str]:
        """What documents say of one, of those that say the same one."""
        stated = self.dataset.stated
        for _, begin, end in runs_between(stated, *place_about(stated, subject)):
            lines = (stated[at] for at in range(begin, end))
            yield from islice((one for one in lines if self.graphs[graph_of(one)].document), 1)

    @cached_property
    def tally(self) -> Tally:
        """What is counted of the statements of the default graph."""
        gone, come = (tally_statements(c.merged)[0] for c in (self.old, self.new))
        return self.known.tally.renew(gone, come)

    @property
    def statistics(self) -> Statistics:
        """The numbers about them."""
        return self.tally.statistics(self.objects)
