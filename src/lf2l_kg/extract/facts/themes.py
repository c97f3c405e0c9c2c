"""Which things a document relates to which themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import plain
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import find_earlier_topic, find_topic, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.lexicon import ThemeMatch
from lf2l_kg.extract.text.view import Name, Stretch, View

_NOUN = r"(?:(?:les?|la)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?[«“\"\s]*"  # « le projet … »
_SUCH_AS = expression(rf"[\s»”\")]{{0,4}}(?:tel(?:le)?s?\s+que|comme|such as)\s+{_NOUN}")
_OR = expression(rf"\s*®?\s*(?:,|ou|et|or|and)\s+{_NOUN}")
_ENDING = expression(r"[sx]\b")


def _singular(simple: str) -> str:
    return _ENDING.sub("", simple)


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    """Words that name a theme in a heading or a cell, but in a sentence only when it is about them."""
    text = files(__package__).joinpath("common_themes.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and line[0] != "#")
    return frozenset(_singular(plain(line)) for line in lines)


_ABOUT = expression(
    r"(?:\bdedi\w+|\bconsacr\w+|\bautour d|\bthem(?:e|es|atique|atiques)\b|\bdomaines?\b|\bmatiere d"
    r"|\bspecialis\w+|\baxe\w*|\bport(?:e|ent|ant|ait) sur|\bfaveur d|\bpromotion d|\bpromouvoir|\bpromeut"
    r"|\bfavoris\w+|\bdevelopp\w+|\bsensibilis\w+|\btravail\w* sur|\brecherches? (?:en|sur)|\bau service d"
    r"|\bquestions? d|\benjeux? d"
    r"|\bdedicated to|\bfocus\w* on|\babout|\bdevoted to|\bin the field of)[^.;:()]{0,30}$"
)
_DESCRIBES = expression(
    r"\s*®?\s*(?:\([^()]*\)\s*)?(?:,\s*(?:une?\s+|an?\s+|premiere?\s+)?(?!(?:les?|la|l|des?|du|et|ou|qui|dont|dans|avec"
    r"|pour|par|en|sur|a|au|aux|il|elle|on|nous|the|and|in|to|with|for)\b)(?:(?!\w+ant\b)"
    r"[a-z'-]+\s+){0,5}(?:d'|l')?"
    r"|,?\s*(?:dedie|consacre|specialise|axe|oriente|tourne|dedicated|devoted)\w*\s+(?:[a-z'-]+\s+){0,4}(?:d'|l')?)"
)
_LISTED = expression(r"\s*®?\s*(?:,|,?\s*(?:et|ou|and|or|&))\s*(?:(?:les?|la|the)\s+|l')?")
_QUALIFIED = expression(
    r"\s+(?:(?:dedie|consacre|porte|anime|gere|cree|ouvert|situe|culturel|associatif|citoyen|rural)\w*|qui|ou|de|du"
    r"|des|pour|a|en|au|aux|dedicated|for|in|of)\b"
)
_LONGEST_GAP = 120
_ASIDE = expression(r"[,;:()]|\s(?:qui|who)\s")
_NEAR = 60  # characters before a theme in which the words that introduce it stand
_THEMED = ("Project", "Institution")


def theme_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """A theme in a thing's own name, or in a sentence about it."""
    for name in names:
        if name.mention.kind in _THEMED:
            inside = (
                m for m in view.themes(name.block) if name.start <= m.start and m.end <= name.end
            )
            for match in inside:
                if name.mention.kind == "Institution" and _is_weak(view, name.block, match):
                    continue  # « Ministère de la Culture »
                theme = Mention("Theme", match.iri)
                yield state(
                    view, "theme.in-name", 0.8, name.mention, "hasTheme", theme, stretch_of(name)
                )
    for number, block in enumerate(view.blocks):
        if block.kind in ("heading", "code"):
            continue
        for match in view.themes(number):
            if names.at(number, match.start, match.end) is None and _is_said(view, number, match):
                yield from _in_text(
                    view, outline, names, Stretch(number, match.start, match.end), match.iri
                )


def _is_weak(view: View, number: int, match: ThemeMatch) -> bool:
    return _singular(view.plain[number][match.start : match.end]) in _weak()


def _is_said(view: View, number: int, match: ThemeMatch) -> bool:
    """Whether a theme is what something is about, and not a function's, nor a word in passing."""
    simple, sentence = view.plain[number], view.sentence(number, match.start)
    role = next(reversed(view.cues("role", number, sentence.start, match.start)), None)
    if role is not None and not _ASIDE.search(simple, role.end, match.start):
        return False  # « professeure en entrepreneuriat »
    if not _is_weak(view, number, match):
        return True
    before = simple[max(sentence.start, match.start - _NEAR) : match.start]
    return bool(_ABOUT.search(before)) or view.blocks[number].kind == "cell"


def _in_text(
    view: View, outline: Outline, names: Names, where: Stretch, iri: str
) -> Iterator[Fact]:
    number, theme = where.block, Mention("Theme", iri)
    for example in _examples(view.blocks[number].text, where.end, names.by_block[number]):
        yield state(view, "theme.such-as", 0.75, example, "hasTheme", theme, where)
    topic = (
        _called(view, names, where)
        or _described(view, names, where)
        or find_topic(view, outline, names, number, where.start, _THEMED)
    )
    if topic and topic.kind in _THEMED:
        yield state(view, "theme.in-text", 0.85, topic, "hasTheme", theme, where)
    elif topic is None and (earlier := find_earlier_topic(view, names, number, _THEMED)):
        yield state(view, "theme.carried-over", 0.65, earlier, "hasTheme", theme, where)


def _called(view: View, names: Names, where: Stretch) -> Mention | None:
    """« le tiers-lieu *La Ruche* »: the thing that the theme is the noun of."""
    name = names.at(where.block, where.end, where.end + 4)
    if name is None or name.mention.kind not in _THEMED:
        return None
    gap = view.plain[where.block][where.end : name.start]
    return name.mention if not gap.strip(' «*"') else None


def _described(view: View, names: Names, where: Stretch) -> Mention | None:
    """« …, X, tiers-lieu dédié aux arts », « la Chaire X (…) dédiée aux PME »: X, whatever governs it."""
    number, simple = where.block, view.plain[where.block]
    sentence = view.sentence(number, where.start)
    row = [n for n in names.within(sentence) if n.end <= where.start]
    while row and simple.count(")", row[-1].end, where.start) > simple.count(
        "(", row[-1].end, where.start
    ):
        row.pop()  # in brackets after the name that is described
    if not row or row[-1].mention.kind not in _THEMED:
        return None
    gap = simple[row[-1].end : where.start]
    listed = names.before(row[-1])
    if len(gap) > _LONGEST_GAP or (listed and _LISTED.fullmatch(simple, listed.end, row[-1].start)):
        return None
    bare = gap.rstrip().endswith(",") and not _QUALIFIED.match(simple, where.end)
    return row[-1].mention if not bare and _DESCRIBES.fullmatch(gap) else None


def _examples(text: str, at: int, row: tuple[Name, ...]) -> Iterator[Mention]:
    """« des démonstrateurs de ville intelligente tels que A ou B »: A and B."""
    if not _SUCH_AS.match(text, at):
        return
    first = True
    for name in (n for n in row if n.start >= at):
        gap = text[at : name.start]
        if not (_SUCH_AS.fullmatch(gap) if first else _OR.fullmatch(gap)):
            return
        if name.mention.kind in _THEMED:
            yield name.mention
        first, at = False, name.end


def theme_mentions(view: View) -> Iterator[tuple[Mention, Stretch]]:
    """Every theme that a document sets above a part, or beside a line of a table, with where.

    One that a sentence names in passing is what the document speaks of only when something is said to
    be about it: then a fact names it.
    """
    for mention, where in named_themes(view):
        if view.blocks[where.block].kind in ("heading", "cell"):
            yield mention, where


def named_themes(view: View) -> Iterator[tuple[Mention, Stretch]]:
    """Every theme whose words stand in a document, with where."""
    for number, block in enumerate(view.blocks):
        if block.kind != "code":
            for match in view.themes(number):
                yield Mention("Theme", match.iri), Stretch(number, match.start, match.end)
