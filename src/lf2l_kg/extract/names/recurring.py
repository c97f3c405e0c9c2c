"""Names that nothing announces, but that a text uses as such: « Le Bocal a ouvert … du Bocal ».

Such a name comes at least twice, with its capital where none is due, and once it is what a sentence
speaks of, or stands by itself. Words in small letters belong to it as far as they come again with it:
« Mémoires de gare ».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.capitals import is_given_name, is_person_name, read_candidates
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_generic_text, is_key
from lf2l_kg.extract.text.shapes import LOWER, NAME, UPPER
from lf2l_kg.extract.text.view import Found, Stretch, View

from .boundaries import clean_label
from .told import is_actor, is_told, noun_class, said_class
from .uses import Use, read_uses

_WORDS = expression(r"\w+")
_LONGER = expression(rf"\s(?:de la |du |des |de |d[’'])(?P<name>{NAME})")
_MIXED = expression(
    rf"[\w+&-]*(?:[{LOWER}]['’&]?[{UPPER}]|[{UPPER}]{{2}}|[0-9][{UPPER}])|[{UPPER}][\w-]+ (?:& )?[{UPPER}]"
)
_OWN_ARTICLES = ("Le", "La", "Les", "The", "L'", "L’")


def find_recurring(view: View) -> Iterator[Found]:
    """The first place of each such name; other places are found by their words."""
    for label, row in _read_names(view):
        kind = _kind(view, row)
        if not kind:
            continue
        use = min(row, key=lambda u: (not u.speaks, u.number, u.start))
        lone = use.article.strip() in _OWN_ARTICLES and " " not in label and not label.isupper()
        if lone:  # « Le Phare de Cordouan » is not « Le Phare »
            yield from _longer(view, row)
        start = use.start - len(use.article) if lone else use.start
        said = clean_label(view.blocks[use.number].text[start : use.end])
        yield Found(use.number, start, use.end, kind, said, "name.recurring", 0.6)


def _read_names(view: View) -> Iterator[tuple[str, list[Use]]]:
    """The words that are names, where they stand, the longest first: what stands in one alone is none."""
    uses = read_uses(view)
    taken: dict[str, list[str]] = defaultdict(list)  # by each of their words
    for label in sorted(uses, key=lambda words: (-len(words), words)):
        row, words = uses[label], _WORDS.findall(label)
        if not _is_name(view, label, row):
            continue
        holding = (uses[longer] for longer in taken[words[-1]] if label in longer)
        if any(all(_inside(use, places) for use in row) for places in holding):
            continue
        for word in set(words):
            taken[word].append(label)
        yield label, row


def _inside(use: Use, longer: Sequence[Use]) -> bool:
    return any(u.number == use.number and u.start <= use.start and use.end <= u.end for u in longer)


def _longer(view: View, row: Sequence[Use]) -> Iterator[Found]:
    """Names that begin with one of a single word, and its article."""
    for use in row:
        longer = _LONGER.match(view.blocks[use.number].text, use.end)
        if longer and use.article[:1].isupper():
            where = use.start - len(use.article), longer.end()
            full = clean_label(view.blocks[use.number].text[slice(*where)])
            yield Found(use.number, *where, "Project", full, "name.recurring", 0.55)


def _kind(view: View, row: Sequence[Use]) -> str:
    """The class of a noun in or beside the name, else a body's that has members, or a project's.

    "" where a noun says that it is no thing of ours, or nothing says that it is one.
    """
    places = [Stretch(u.number, u.start - len(u.article), u.end) for u in row]
    kind = noun_class(view, row[0].number, row[0].start)
    kind = said_class(view, places) if kind is None else kind
    if kind is not None:
        return kind
    if any(u.body for u in row) or is_actor(view, places):
        return "Institution"
    told = any(is_told(view, place, u.speaks) for place, u in zip(places, row, strict=True))
    focused = any(u.alone and view.blocks[u.number].kind == "heading" for u in row)
    return "Project" if told or focused else ""


def _is_name(view: View, label: str, row: Sequence[Use]) -> bool:
    """Whether what comes again is a name: capitals that nothing asks for, and said of something."""
    if not any(u.speaks for u in row):
        return False
    words, mixed = label.split(), _MIXED.match(label) is not None
    tail = any(word[:1].islower() for word in words[1:])
    if tail:
        following = {u.following for u in row if u.speaks}
        if len(following) < 2 and not any(u.clean or u.alone for u in row):
            return False  # it goes on
    # No French noun opens a sentence without its determiner: « Mémoires de gare | collecte … ».
    bare = tail and any(u.speaks and u.due and not u.article for u in row)
    if not (bare or mixed or any(not u.due for u in row)):
        return False
    if len(words) == 1 and not mixed and _is_common(view, label, row):
        return False
    return not _is_something_else(view, label, row, tail=tail)


def _is_something_else(view: View, label: str, row: Sequence[Use], *, tail: bool) -> bool:
    """Whether it is known as a key, a person, a place, a theme, or as what announces one of these.

    Args:
        view: of the document.
        label: the words.
        row: where they stand.
        tail: words in small letters follow the first.
    """
    first, *others = label.split()
    return bool(
        is_key(label)
        or is_generic_text(plain(label))
        or is_person_name(label)
        or is_given_name(first)
        or find_known(view.gazetteer, label)
        or (tail and not any(u.article for u in row) and find_known(view.gazetteer, first))
        or 2 * sum(_is_in_person(view, u) for u in row) >= len(row)
        or view.lexicon.find_theme(label)
        or view.lexicon.find_cue("stop", first)
        or view.lexicon.find_cue("role", first)
        or (not others and any(view.cue_at("class", u.number, u.start) for u in row))
    )


def _is_in_person(view: View, use: Use) -> bool:
    """Whether a person's name begins with it, or holds it: « M. | Belhadj »."""
    return any(
        (c.given or c.initials) and c.start < use.end and use.start < c.end
        for c in read_candidates(view, use.number)
    )


def _is_common(view: View, word: str, row: Sequence[Use]) -> bool:
    """« la Région finance », « les Bretons »: a capital out of respect, or a people's."""
    lowered = view.times_written(word.lower()) > 0
    alone = any(u.alone for u in row)
    bare = any(u.speaks and not u.article for u in row)
    owned = any(u.article[:1] in ("L", "T") for u in row)
    return (
        (lowered and not alone)
        or not (bare or owned)
        or word.endswith(("ais", "ois", "ains", "iens", "ons"))
    )
