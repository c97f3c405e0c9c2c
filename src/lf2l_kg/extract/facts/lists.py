"""What list items take from the sentence that introduces them, and what they say of places and years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.gazetteer import Place
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse, normalise
from lf2l_kg.extract.names.governed import is_governed
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import find_topic, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import YEAR
from lf2l_kg.extract.text.view import Name, Stretch, View

_ACTORS = ("Project", "Institution")
_DENIED = expression(r"\b(?:rien|aucun|aucune|pas|sans|hors|sauf|nothing|no)\b[^,.;()]{0,25}$")
_ITS_PROJECTS = expression(
    r"\b(?:ses|leurs|nos|its|our)\s+(?:\w+\s+)?(?:projets|realisations|actions|initiatives|dispositifs|projects)\b[^.:;]{0,60}:\s*$"
)
_LOCATIVE = expression(r"\b(?:a|en|au|aux|dans le|dans la|in)\s+$")
_YEAR_OF = expression(
    rf"^\s*(?:\(\s*(?:[^\W\d_]+\s+)?({YEAR})\s*\)|,\s*(?:[^\W\d_]+\s+)?({YEAR})(?!\w))"
)
_TOWN = 10_000  # inhabitants from which a town in a thing's name says where the thing is


def list_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Themes and supporters of a whole list, places and years of its items."""
    for number, block in enumerate(view.blocks):
        first = next(iter(names.by_block[number]), None)
        if block.kind != "item" or first is None or first.start > 3:
            continue
        if first.mention.kind in _ACTORS:
            yield from _introduced(view, outline, names, number, first)
            yield from _placed(view, names, first)
        elif first.mention.kind == "Territory":
            yield from _below_place(view, names, first)
        elif first.mention.kind == "Publication":
            year = _YEAR_OF.search(block.text[first.end :])
            if year:
                yield state(
                    view, "item.year", 0.75, first.mention, "publicationYear",
                    str(year[1] or year[2]), stretch_of(first),
                )  # fmt: skip


def _below_place(view: View, names: Names, first: Name) -> Iterator[Fact]:
    """« - Nantes, Pays de la Loire, [Green Island](…) »: the thing that a link names last is there."""
    text = view.blocks[first.block].text
    links = {s.start for s in view.blocks[first.block].spans if s.kind == "link"}
    for name in names.by_block[first.block]:
        listed = text[first.end : name.start].rstrip().endswith(",") and name.start in links
        if listed and name.mention.kind in _ACTORS:
            yield state(
                view, "item.below-place", 0.75, name.mention, "locatedIn", first.mention,
                stretch_of(first),
            )  # fmt: skip


def introduction(view: View, number: int) -> int | None:
    """The paragraph ending in a colon that introduces an item's list; None when there is none."""
    return view.once(_introductions)[number]


def _introductions(view: View) -> list[int | None]:
    """For each block the paragraph that introduces it as an item, or None."""
    found: list[int | None] = []
    above = None
    for number, block in enumerate(view.blocks):
        found.append(above)
        if block.kind != "item":
            ends = block.kind == "paragraph" and block.text.rstrip().endswith(":")
            above = number if ends else None
    return found


def _introduced(
    view: View, outline: Outline, names: Names, number: int, first: Name
) -> Iterator[Fact]:
    """« Tiers lieux orientés ESS : », « L'association soutient plusieurs projets : »."""
    above = introduction(view, number)
    if above is None or (
        names.by_block[above][:1] and names.by_block[above][0].mention == first.mention
    ):
        return
    for match in view.themes(above):
        named = names.at(above, match.end, match.end + 4)
        if named is not None and view.plain[above][match.end : named.start].strip(' «*"') == "":
            continue  # « le tiers-lieu La Ruche »: of that thing
        where = Stretch(above, match.start, match.end)
        yield state(
            view, "list.theme", 0.85, first.mention, "hasTheme", Mention("Theme", match.iri),
            stretch_of(first), where,
        )  # fmt: skip
    if _ITS_PROJECTS.search(view.plain[above]) and first.mention.kind == "Project":
        carrier = find_topic(
            view, outline, names, above, len(view.plain[above]), ("Institution", "Territory")
        )
        if carrier is not None and carrier != first.mention:
            yield state(
                view, "list.its-projects", 0.65, first.mention, "carriedBy", carrier,
                stretch_of(first), Stretch(above, 0, len(view.plain[above])),
            )  # fmt: skip
    for cue in view.cues("relation", above):
        wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
        agent = next((n for n in names.by_block[above] if n.end <= cue.start), None)
        if wanted is None or not cue.cue.inverse or agent is None or is_governed(view, agent):
            continue
        if agent.mention.kind in wanted.range and first.mention.kind in wanted.domain:
            yield state(
                view, f"list.{wanted.name}", 0.7, first.mention, wanted.name, agent.mention,
                stretch_of(first), Stretch(above, cue.start, cue.end),
            )  # fmt: skip


_IN_BRACKET = expression(r"(?<![\w’'-])[a-zà-ÿ][a-zà-ÿ-]+\s\(\s*$")
_CLOSES = expression(r"\s*\)[\s.]*$")  # « X : plateforme locale (Bretagne) »
_CELL_ENDS = expression(r"\s*(?:\([^()]{1,12}\)\s*)?(?:,|;|\.\s|\.?\s*$)")


def _placed(view: View, names: Names, first: Name) -> Iterator[Fact]:
    """« [Ker Lab](…) : atelier partagé en Bretagne »."""
    simple = view.plain[first.block]
    for place in names.by_block[first.block]:
        if place.mention.kind != "Territory" or place.start < first.end:
            continue
        before = simple[: place.start]
        preposition = _LOCATIVE.search(before)
        last = before.rstrip().endswith(",") and bool(_CELL_ENDS.match(simple, place.end))
        last = last and not _among_places(view, names, place)
        last = last or _in_last_bracket(view, names, place)
        if last or (preposition and not _DENIED.search(before[: preposition.start()])):
            yield state(
                view,
                "item.locative",
                0.8,
                first.mention,
                "locatedIn",
                place.mention,
                stretch_of(place),
            )


_AT_PLACE = expression(r"\s(?:à|en)\s+(?P<place>[A-ZÀ-Þ].*)$")


def _in_last_bracket(view: View, names: Names, place: Name) -> bool:
    """Whether a place stands alone in the bracket that ends a description, and after no other name."""
    text, earlier = view.blocks[place.block].text, names.before(place)
    bracket = _IN_BRACKET.search(text, 0, place.start)
    if bracket is None or _CLOSES.match(text, place.end) is None:
        return False
    return earlier is None or earlier.end <= bracket.start()


def _among_places(view: View, names: Names, place: Name) -> bool:
    """Whether a place ends a list of others that a preposition governs: « utilisée par Toul, | Metz »."""
    earlier = names.before(place)
    if earlier is None or earlier.mention.kind != "Territory":
        return False
    gap = view.plain[place.block][earlier.end : place.start]
    return bool(re.fullmatch(r"\s*(?:\([^()]*\)\s*)?,\s*", gap)) and is_governed(
        view, earlier, names
    )


def own_place(view: View, name: Name) -> str:
    """The place that a thing's own name ends with: « CRESS | Lorraine », « Épicerie à | Nancy »; else ""."""
    if name.mention.kind not in _ACTORS:
        return ""
    text = collapse(view.blocks[name.block].text[name.start : name.end])
    if text != name.mention.label and normalise(text) != normalise(name.mention.label):
        return ""
    at = _AT_PLACE.search(text)
    if at:
        return at["place"] if find_known(view.gazetteer, at["place"]) else ""
    words = text.split()
    for length in (3, 2, 1):
        place, before = " ".join(words[-length:]), words[:-length]
        if not before or before[-1].casefold() in _PARTICLES or not before[-1][:1].isalnum():
            continue
        if is_given_name(before[-1]) or place[0].islower():
            continue  # « Fondation Ana Toul »
        if place in _DIRECTIONS:
            continue  # « Cap Nord » is in no département of that name
        if any(_is_near(p, place) for p in view.gazetteer.find(place)):
            return "" if _is_of_another(before, place) else place
    return ""


# « Région Bretagne » is the place itself, « Sud Vienne » a part of it.
_PLACE_ITSELF = expression(
    r"(?:.*\s)?(?:région|département|province|ville|commune|métropole|pays|canton|nord|sud|est|ouest|centre|grand"
    r"|haute?|basse?|north|south|east|west)",
    re.IGNORECASE,
)
# « Fondation Orange »: a company's name rather than a town's.
_OF_A_COMPANY = expression(
    r"(?:fondation|fonds|groupe|banque|société|entreprise|cabinet)", re.IGNORECASE
)


def _is_of_another(before: list[str], place: str) -> bool:
    """Whether the words before a place's name make it another's: of a part of it, of a company."""
    of_company = len(before) == 1 and " " not in place and _OF_A_COMPANY.fullmatch(before[0])
    return bool(_PLACE_ITSELF.fullmatch(" ".join(before)) or of_company)


def _is_near(place: Place, name: str) -> bool:
    """A region or country, or a town where French is spoken (« Halle » is a hall first of all)."""
    if normalise(place.name) != normalise(name):
        return False
    return place.kind != "city" or (place.population >= _TOWN and place.country in _FRENCH_SPEAKING)


_FRENCH_SPEAKING = frozenset(("FR", "BE", "CH", "LU", "MC"))
_PARTICLES = frozenset(
    (
        "de",
        "du",
        "des",
        "d'",
        "la",
        "le",
        "les",
        "l'",
        "et",
        "pour",
        "sur",
        "the",
        "of",
        "&",
        "living",
        "lab",
    )
)


_DIRECTIONS = frozenset(("Nord", "Sud", "Est", "Ouest", "Centre"))
_ELSEWHERE = expression(r"\s*®?\s*\(\s*[A-ZÀ-Þ][^()]{2,30}\)")  # « Université Laval (Québec) »


def own_place_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """A thing is where its name says it is."""
    del outline
    known = {normalise(n.mention.label): n.mention for n in names if n.mention.kind == "Territory"}
    for name in names:
        place = own_place(view, name)
        if place and not _ELSEWHERE.match(view.blocks[name.block].text, name.end):
            mention = known.get(normalise(place), Mention("Territory", place))
            yield state(
                view, "name.own-place", 0.75, name.mention, "locatedIn", mention, stretch_of(name)
            )
