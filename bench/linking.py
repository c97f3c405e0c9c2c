"""``python bench/linking.py [--seed N]``: how well and how fast entities are linked, on a slice of Wikidata.

Real places of the slice, their labels made worse as people write them (case, accents, hyphens, articles,
Saint/St, one typo), a third of them with namesakes. The slice lies beside the project and stays there.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import resource
import string
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import lookup_key, open_gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.text import slug
from lf2l_kg.cli.streams import cache_folder
from lf2l_kg.extract import extract_facts
from lf2l_kg.link import find_subjects, read_decisions
from lf2l_kg.link.items import Item
from lf2l_kg.link.propose import Proposal, propose_links
from lf2l_kg.link.slice import Slice, read_slice
from lf2l_kg.link.subjects import Subject
from lf2l_kg.read import read_documents
from lf2l_kg.resolve import Register, resolve_entities

PROJECT = Path(__file__).resolve().parents[1]
SLICE = PROJECT.parent / "shared" / "wikidata"
FILES = ("slice_real.nt.gz", "slice_synthetic_fr.nt.gz")
PLACES, ABSENT = 5000, 3000
_SORTS = {
    "INSEE": "P374", "SIREN": "P1616", "ROR": "P6782", "GeoNames": "P1566", "NIS": "P1567", "IdRef": "P269",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; only a word when there is no slice here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    seed: int = parser.parse_args(arguments).seed
    paths = [SLICE / name for name in FILES]
    if not all(path.is_file() for path in paths):
        Console(stderr=True).print("no slice of Wikidata beside the project: nothing to link to")
        return 0
    start = time.process_time()
    source = read_slice(paths)
    built = time.process_time() - start
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table = Table("what", "figure", show_header=False)
    table.add_row("index built", f"{built:.1f} s, {held:.0f} MiB, {len(source.items)} items")
    makes = Makes(source, random.Random(seed))  # noqa: S311 (the same places each time)
    for name, figure in [
        *_verified(source),
        *_gold(source),
        *_quality(source, makes),
        *_absent(source, makes),
        *_speed(source, makes),
    ]:
        table.add_row(name, figure)
    Console().print(table)
    return 0


class Makes:
    """Makes subjects out of items, the same ones for the same seed."""

    def __init__(self, source: Slice, chance: random.Random) -> None:
        self.source, self.chance = source, chance
        self.places = [
            item
            for item in source.items.values()
            if "Territory" in item.kinds and any(p in source.items for p in source.above(item))
        ]
        shared = Counter(lookup_key(item.label) for item in self.places)
        self.namesakes = [item for item in self.places if shared[lookup_key(item.label)] > 1]

    def sample(self, size: int) -> list[Item]:
        """Places, a third of them with namesakes."""
        third = self.chance.sample(self.namesakes, min(size // 3, len(self.namesakes)))
        left = sorted({i.id for i in self.places} - {i.id for i in third})
        others = [self.source.items[i] for i in self.chance.sample(left, size - len(third))]
        return third + others

    def subject(self, item: Item, label: str, *, parent: bool, identified: bool = False) -> Subject:
        """A place as a document speaks of it."""
        known = [p for p in self.source.above(item) if p in self.source.items]
        countries = [self.source.items[c].label for c in item.countries if c in self.source.items]
        return Subject(
            iri=f"https://example.org/id/territory/{slug(item.label)}-{item.id}",
            kind="Territory",
            label=label,
            country=countries[0] if countries else "",
            parents=(self.source.items[known[0]].label,) if parent and known else (),
            identifiers=item.identifiers if identified else (),
        )

    def worse(self, label: str) -> tuple[str, bool]:
        """A label as somebody may write it, and whether it has a typo."""
        change = self.chance.choice(_CHANGES)
        made = change(label, self.chance)
        return made, change is _typo and made != label


def _as_is(label: str, _: random.Random) -> str:
    return label


def _case(label: str, chance: random.Random) -> str:
    return chance.choice([label.upper(), label.lower(), label.title()])


def _accents(label: str, _: random.Random) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFD", label) if not unicodedata.combining(c))


def _hyphens(label: str, _: random.Random) -> str:
    return label.replace("-", " ") if "-" in label else label.replace(" ", "-")


def _article(label: str, _: random.Random) -> str:
    for article in ("Le ", "La ", "Les ", "L'", "L’"):
        if label.startswith(article):
            return label[len(article) :]
    return label


def _saint(label: str, _: random.Random) -> str:
    return label.replace("Sainte-", "Ste-").replace("Saint-", "St-")


def _typo(label: str, chance: random.Random) -> str:
    """A letter lost, changed, added, or swapped with the next one."""
    at = chance.randrange(len(label))
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            label[:at] + label[at + 1 :],
            label[:at] + letter + label[at + 1 :],
            label[:at] + letter + label[at:],
            label[:at] + label[at + 1 : at + 2] + label[at] + label[at + 2 :],
        ]
    )


_CHANGES: list[Callable[[str, random.Random], str]] = [
    _as_is, _case, _accents, _hyphens, _article, _saint, _typo,
]  # fmt: skip


def _verified(source: Slice) -> list[tuple[str, str]]:
    """The entities of the project's own documents, as if nothing were decided yet."""
    settings = Settings()
    ontology, gazetteer = load_ontology(packaged("ontology")), open_gazetteer(cache_folder())
    facts = [
        fact
        for document in read_documents([PROJECT / "data" / "documents"], settings)
        for fact in extract_facts(document, ontology, gazetteer)
    ]
    iris = Iris(settings.base_iri)
    entities = resolve_entities(facts, Register(()), iris)
    dataset = assemble_dataset(facts, entities, ontology, iris, gazetteer)
    decisions = read_decisions(PROJECT / "data" / "links.sssom.tsv")
    gold = {d.subject: d.object for d in decisions if d.verdict == "accepted"}
    subjects = find_subjects(dataset, (), ontology, gazetteer)
    proposals = [p for p in propose_links(subjects, (), source) if p.subject.iri in gold]
    firsts = sum(p.candidates[0].item.iri == gold[p.subject.iri] for p in proposals if p.candidates)
    safe = [p for p in proposals if p.safe]
    wrong = sum(p.safe.item.iri != gold[p.subject.iri] for p in safe if p.safe)
    return [
        ("verified items first", _share(firsts, len(gold))),
        ("… linked automatically", f"{len(safe)}, {wrong} of them wrong"),
    ]


def _gold(source: Slice) -> list[tuple[str, str]]:
    """The verified items that lie beside the slice: by what is known of each, and by name and kind alone."""
    with (SLICE / "gold_qids.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["qid"] in source.items]
    found = []
    for name, known in (("with identifiers", True), ("by name and kind alone", False)):
        subjects = [_told_by(row, known=known) for row in rows]
        proposals = [propose_links([subject], (), source)[0] for subject in subjects]
        pairs = list(zip(rows, proposals, strict=True))
        firsts = sum([c.item.id for c in p.candidates[:1]] == [row["qid"]] for row, p in pairs)
        wrong = sum(p.safe is not None and p.safe.item.id != row["qid"] for row, p in pairs)
        found.append((f"gold items first, {name}", f"{_share(firsts, len(rows))}, {wrong} wrong"))
    return found


def _told_by(row: dict[str, str], *, known: bool) -> Subject:
    label = re.split(r" \(| / ", row["label"])[0]
    kind = {"territory": "Territory", "theme": "Theme"}.get(
        row["kind"].split("/")[0], "Institution"
    )
    told = re.findall(r"(\w+) (\w+)", row["other_ids"]) if known else []
    identifiers = tuple((_SORTS[name], value) for name, value in told if name in _SORTS)
    iri = f"https://example.org/id/{slug(row['label'])}"
    return Subject(iri=iri, kind=kind, label=label, identifiers=identifiers)


def _quality(source: Slice, makes: Makes) -> list[tuple[str, str]]:
    items = makes.sample(PLACES)
    written = [makes.worse(item.label) for item in items]
    subjects = [makes.subject(i, w, parent=True) for i, (w, _) in zip(items, written, strict=True)]
    proposals = propose_links(subjects, (), source)
    right = Counter[str]()
    namesakes = {item.id for item in makes.namesakes}
    for item, (_, slip), proposal in zip(items, written, proposals, strict=True):
        found = [c.item.id for c in proposal.candidates]
        homonym = item.id in namesakes
        right["safe"] += proposal.safe is not None
        right["safe and right"] += proposal.safe is not None and proposal.safe.item.id == item.id
        right["whole"] += not slip
        right["whole and safe"] += not slip and proposal.safe is not None
        right["first five"] += item.id in found
        right["homonym"] += homonym
        right["homonym first"] += homonym and found[:1] == [item.id]
        right["first"] += found[:1] == [item.id]
    named = propose_links(
        [makes.subject(i, w, parent=False, identified=True) for i, (w, _) in zip(items, written, strict=True)
         if i.identifiers], (), source,
    )  # fmt: skip
    return [
        ("identifier links", _precision(named, "identifier")),
        ("automatic label links", _precision(proposals, "label")),
        (
            "automatic rate, of names however written",
            _share(right["whole and safe"], right["whole"]),
        ),
        (
            "… of all, with those that have a typo, never automatic",
            _share(right["safe"], len(items)),
        ),
        ("right item first", _share(right["first"], len(items))),
        ("right item among the first five", _share(right["first five"], len(items))),
        ("homonyms first", _share(right["homonym first"], right["homonym"])),
    ]


def _precision(proposals: Sequence[Proposal], why: str) -> str:
    safe = [p for p in proposals if p.safe is not None and p.safe.safe == why]
    right = sum(p.subject.iri.endswith(f"-{p.safe.item.id}") for p in safe if p.safe)
    return f"precision {right / max(1, len(safe)):.4f} ({right} of {len(safe)})"


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.4f} ({part} of {whole})"


def _absent(source: Slice, makes: Makes) -> list[tuple[str, str]]:
    """Places that are taken out of the slice first: none may be linked.

    Not those that share both name and parent with another: no document that gives only these two could
    tell them apart (most are one place with two items).
    """
    twins = Counter(map(_told, makes.places))
    gone = [item for item in makes.sample(ABSENT + 500) if twins[_told(item)] == 1][:ABSENT]
    subjects = [makes.subject(i, makes.worse(i.label)[0], parent=True) for i in gone]
    bare = [makes.subject(i, i.label, parent=False) for i in gone]
    left = Slice(i for i in source.items.values() if i.id not in {g.id for g in gone})
    return [
        (name, _share(sum(p.safe is not None for p in propose_links(asked, (), left)), len(asked)))
        for name, asked in (
            ("absent, wrongly linked", subjects),
            ("absent, wrongly linked, country only", bare),
        )
    ]


def _told(item: Item) -> tuple[str, tuple[str, ...]]:
    return lookup_key(item.label), item.parents


def _speed(source: Slice, makes: Makes) -> list[tuple[str, str]]:
    items = makes.sample(PLACES)
    slips = [makes.subject(i, _typo(i.label, makes.chance), parent=True) for i in items]
    exact = [makes.subject(i, i.label, parent=True) for i in items]
    known = [
        makes.subject(i, i.label, parent=True, identified=True) for i in items if i.identifiers
    ]
    return [
        ("looked up by identifier", _rate(source.by_identifier, known)),
        ("looked up by exact label", _rate(source.by_label, exact)),
        ("looked up with a typo", _rate(source.by_likeness, slips)),
        *(
            (f"proposed {name}, all traits compared", _rate(lambda s: propose_links(s, (), source), subjects))
            for name, subjects in (
                ("by identifier", known), ("by exact label", exact), ("with a typo", slips),
            )
        ),
    ]  # fmt: skip


def _rate(ask: Callable[[Sequence[Subject]], object], subjects: Sequence[Subject]) -> str:
    start = time.process_time()
    ask(subjects)
    return f"{len(subjects) / (time.process_time() - start):,.0f}/s"


if __name__ == "__main__":
    raise SystemExit(main())
