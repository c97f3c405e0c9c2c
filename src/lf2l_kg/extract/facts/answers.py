"""What questions are answered with: « **Qui porte le projet ?** », then « La Ville de Toul et Motris ».

A question asks about the thing that it names, else about what the page is of. The names that its answer
begins with, enumerated, are what is asked for; what the answer goes on to say is not. « Merci à A et à B
pour leur soutien » answers who helped.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.nouns import after_noun, clean_label, own_end
from lf2l_kg.extract.names.sections import section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import main_institution, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import FULL_NAME, LOWER, UPPER
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

_WHO = r"(?:(?:et|and|mais|alors)\s+)?(?:concretement,?\s+)?(?:qui|who)\s+(?:est-ce qui\s+)?"
_THEM = r"(?:(?:vous|nous|le|la|les|you|it)\s+|l')?"
_ASKED = {
    "carriedBy": expression(
        rf"{_WHO}{_THEM}(?:porte|pilote|coordonne|organise|gere|anime|runs|leads|organi[sz]es|manages|coordinates)\b"
        rf"[^?]{{0,40}}|{_WHO}(?:est|sont|is)\s+(?:(?:les?|the)\s+|l')?(?:porteur|pilote|organisat(?:eur|rice))s?\b[^?]{{0,40}}"
    ),
    "supportedBy": expression(
        rf"{_WHO}{_THEM}(?:finance|soutient|aide|accompagne|subventionne|funds|supports|backs)\b[^?]{{0,40}}"
        r"|(?:quels|qui) sont (?:vos|les|ses|leurs) (?:financeurs|soutiens)\b[^?]{0,20}"
    ),
    "partner": expression(
        r"(?:et\s+)?avec qui (?:travaill|collabor|cooper|mene|monte)[^?]{0,40}"
        r"|who (?:do|does) (?:you|it|they) work with\b[^?]{0,20}"
        r"|(?:quels|qui) sont (?:vos|les|ses|leurs) partenaires\b[^?]{0,20}"
        r"|who are (?:your|the|its|their) partners\b[^?]{0,20}"
    ),
}  # fmt: skip
_PROSE = ("paragraph", "item")
_CAPITALS = expression(rf"[{UPPER}]")
_HELP = r"(?:soutien|aide|appui|confiance|accompagnement|concours|financement|contribution|support|help)\b"
_THANKS = expression(
    r"\W*(?:(?:un (?:grand|immense|chaleureux)|mille|encore)\s+)?"
    r"(?:mercis?|nous remercions|nous tenons a remercier|(?:many )?thanks|thank you|we thank)\s+"
    rf"(?=[^.!?]{{3,300}}?\s(?:pour (?:leurs?|son)|for (?:their|its))\s(?:[a-z]+\s)?{_HELP})"
)
# « la ville | de | Toul », « la régie | de quartier | Motris »
_COMPLEMENT = expression(r"\s*(?:(?:de|du|des)\s+|d')?(?:[a-z]+\s+)?[«“\"*_]*\s*")
_QUESTION = expression(r"\W*(?P<asked>[^?:;.!\n]{8,90}?)\s*\?[\s»”\"*_]*")
_OPENS = expression(
    r"[\s–—*_«-]*(?:(?:avec|par|c'est|ce sont|it is|it's|with|by|a|au|aux|to)\s*)?"
    r"(?:(?:les?|la|une?|the)\s+|l')?"
)
LINKS = expression(
    r"[\s»”\"*_]*(?:\([^()]{1,60}\)\s*)?(?:,\s*(?:à|en|au|aux|a)\s[^,.;:()]{2,30})?"
    r"(?:,|,?\s*(?:et|and|ainsi que|mais aussi|puis)\b)"
    rf"(?:\s*(?:aussi|enfin|bien sur)?,?\s*(?:depuis|mais)\s[{LOWER}' -]{{3,30}},)?"
    r"\s*(?:(?:avec|par|with|by)\s+)?(?:(?:les?|la|une?|the)\s+|l')?"
)
_AND_TO = expression(rf"{LINKS.pattern}(?:aux?\s+|a\s+(?:la\s+|l')?|to\s+(?:the\s+)?)?")


class _Answer(Struct, frozen=True):
    """A question in a block, and where the sentence that answers it stands."""

    question: Stretch
    answer: Stretch
    predicate: str
    thanked: bool = False  # « Merci à … »: « à » may stand before each name


def find_answers(view: View) -> Iterator[Found]:
    """The names enumerated in an answer that nothing else shows: « l'ESAT Les Vignals »."""
    for found in view.once(_read_answers):
        number, text = found.answer.block, view.blocks[found.answer.block].text
        gap = _OPENS.match(view.plain[number], found.answer.start, found.answer.end)
        while gap is not None:
            noun = view.cue_at("class", number, gap.end())
            span = after_noun(view, number, noun) if noun is not None else None
            name = None if span else FULL_NAME.match(text, gap.end(), found.answer.end)
            if name is None and span is None:
                break
            start, end = span or (gap.end(), own_end(view, number, *name.span()) if name else 0)
            label = clean_label(text[start:end])
            if span is None and _may_be_body(view, number, start, end):
                yield Found(number, start, end, "Institution", label, "answer.name", 0.6)
            links = _AND_TO if found.thanked else LINKS
            gap = links.match(view.plain[number], end, found.answer.end)


def _may_be_body(view: View, number: int, start: int, end: int) -> bool:
    """Whether a name is no place's or person's, and no noun announces it: several capitals show it."""
    label = view.blocks[number].text[start:end]
    known = view.cues("class", number, start, end) or find_known(view.gazetteer, label)
    stopped = view.lexicon.find_cue("stop", label) or view.lexicon.find_theme(label)
    return not (known or stopped or is_person_name(label)) and len(_CAPITALS.findall(label)) > 1


def answer_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Whom the answers name, beside what the questions are about."""
    for found in view.once(_read_answers):
        wanted = view.lexicon.ontology.properties[found.predicate]
        subject = _subject(view, outline, names, found.question)
        if subject is None or subject.kind not in wanted.domain:
            continue
        for name in _enumerated(view, names, found):
            if name.mention.kind in wanted.range and name.mention != subject:
                yield state(
                    view, f"answer.{found.predicate}", 0.7, subject, found.predicate, name.mention,
                    found.question, stretch_of(name),
                )  # fmt: skip


def _read_answers(view: View) -> tuple[_Answer, ...]:
    found: list[_Answer] = []
    for number, block in enumerate(view.blocks):
        if block.kind not in ("code", "cell"):
            found += _asked(view, number) if "?" in block.text else ()
            found += _thanked(view, number) if block.kind in _PROSE else ()
    return tuple(found)


def _asked(view: View, number: int) -> Iterator[_Answer]:
    """The question that a block begins with, and the first sentence after it, in the block or below it."""
    question = _QUESTION.match(view.plain[number])
    if question is None:
        return
    predicate = next((p for p, form in _ASKED.items() if form.fullmatch(question["asked"])), "")
    within = question.end() < len(view.blocks[number].text)
    below = number if within else number + 1
    if predicate and below < len(view.blocks) and view.blocks[below].kind in _PROSE:
        start = question.end() if within else 0
        answer = Stretch(below, start, view.sentence(below, start).end)
        yield _Answer(Stretch(number, *question.span()), answer, predicate)


def _thanked(view: View, number: int) -> Iterator[_Answer]:
    """« Merci à | la Ville de Toul et à Motris pour leur soutien »."""
    for sentence in view.sentences[number]:
        thanks = _THANKS.match(view.plain[number], sentence.start, sentence.end)
        if thanks is not None:
            answer = Stretch(number, thanks.end(), sentence.end)
            yield _Answer(Stretch(number, *thanks.span()), answer, "supportedBy", thanked=True)


def _subject(view: View, outline: Outline, names: Names, question: Stretch) -> Mention | None:
    """What a question names, else what its section, or the page, is about."""
    named = names.within(question)
    if named:
        return named[0].mention if len(named) == 1 else None
    of_section = section_subject(view, outline, names, question.block)
    return of_section or names.given or main_institution(view, names)


def _enumerated(view: View, names: Names, found: _Answer) -> Iterator[Name]:
    """The names that an answer begins with, the nouns of their classes apart."""
    answer, links = found.answer, _AND_TO if found.thanked else LINKS
    at, gap = answer.start, _OPENS
    for name in names.within(answer):
        between = without_nouns(view, answer.block, at, name.start)
        if name.start < at or (not gap.fullmatch(between) and name.mention.kind == "Territory"):
            continue  # « l'atelier Motris, | à Toul, et … »
        if not gap.fullmatch(between):
            return
        yield name
        at, gap = name.end, links


def without_nouns(view: View, number: int, start: int, end: int) -> str:
    """The words in plain form between two names, without « l'association » and « la ville de »."""
    text = view.plain[number][start:end]
    for noun in reversed(view.cues("class", number, start, end)):
        rest = text[noun.end - start :]
        if _COMPLEMENT.fullmatch(rest):
            text = text[: noun.start - start]
    return text
