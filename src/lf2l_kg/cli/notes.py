"""How each thing that was found in a document is told to a person, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lf2l_kg.base.messages import Message

from .bilingual import language, say
from .terminal import printable

if TYPE_CHECKING:
    from rich.text import Text

    from lf2l_kg.base.records import Finding
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.base.wording import Wording
    from lf2l_kg.explain import ExplainedFact, Explanation, SilentCue

#: Our signs, and what stands for them where they cannot be shown.
SIGNS = {"✓": "+", "✗": "x", "·": "-", "•": "*", "~": "~", "—": "-"}

_STYLES = {
    "Territory": "green",
    "Project": "magenta",
    "Institution": "cyan",
    "Theme": "yellow",
    "Person": "blue",
    "Publication": "bright_magenta",
    "Event": "bright_cyan",
    "Award": "bright_yellow",
}
#: Outcome → sign, style, and what it is called.
_OUTCOMES = {
    "published": ("✓", "green", Message(fr="publié", en="published")),
    "confirmed": ("✓", "green", Message(fr="confirmé à la relecture", en="confirmed in review")),
    "stated": ("·", "dim", Message(fr="incertain ici, publié d’après d’autres mots",
                                   en="unsure here, published from other words")),
    "waiting": ("?", "yellow", Message(fr="sous le seuil, à relire",
                                       en="under the threshold, to review")),
    "refused": ("✗", "red", Message(fr="refusé à la relecture", en="refused in review")),
    "unfit": ("✗", "red", Message(fr="non publié", en="not published")),
}  # fmt: skip
_SEVERITIES = {
    "error": ("red", Message(fr="erreur", en="error")),
    "warning": ("yellow", Message(fr="avertissement", en="warning")),
    "info": ("dim", Message(fr="note", en="info")),
}
_LONGEST = 5  # letters of a class's label that need no cutting


def thing_style(kind: str, wording: Wording) -> tuple[str, str]:
    """The colour of a class, and its short name: « terr », « proj », « thème »."""
    label = wording.term(kind).lower()
    return _STYLES.get(kind, "white"), label if len(label) <= _LONGEST else label[:4]


def heading(facts: Sequence[ExplainedFact], name: str) -> Text:
    """The document's name, and how many of its facts become what."""
    from rich.text import Text

    counts = Counter(told.outcome for told in facts)
    published, waiting = counts["published"] + counts["confirmed"], counts["waiting"]
    refused = counts["refused"] + counts["unfit"]
    said = Message(
        fr=f"faits publiés\u00a0: {published}, à relire\u00a0: {waiting}, écartés\u00a0: {refused}",
        en=f"facts published: {published}, to review: {waiting}, left out: {refused}",
    )
    return Text.assemble((printable(name), "bold"), (f" · {say(said)}\n", "dim"))


def fact_note(
    told: ExplainedFact, explanation: Explanation, wording: Wording, settings: Settings
) -> Text:
    """A fact: what it says, the rule and the confidence, the cue, what becomes of it."""
    from rich.text import Text

    fact, evidence = told.fact, told.fact.evidence
    sign, style, outcome = _OUTCOMES[told.outcome]
    details = [f"{evidence.rule} {evidence.confidence:.2f}"]
    if told.cues:
        details.append(
            say(Message(fr="indice ", en="cue ")) + ", ".join(quoted(cue) for cue in told.cues)
        )
    if fact.predicate == "mentions":
        sign = "•" if told.outcome == "published" else sign
        said = wording.object(fact)
        details += _iri(told, explanation, settings)
    else:
        said = f"{wording.subject(fact)} — {wording.term(fact.predicate)} — {wording.object(fact)}"
    text = Text.assemble((sign, style), f" {printable(said)}")
    text.append(f"  {printable(' · '.join(details))}", "dim")
    if told.outcome != "published":
        text.append(f" · {say(outcome)}", style)
    if told.outcome == "waiting":
        text.append(f" ({settings.threshold:g})", style)
    if told.reason is not None:
        text.append(f"\u00a0: {printable(say(told.reason))}", style)
    return text


def _iri(told: ExplainedFact, explanation: Explanation, settings: Settings) -> list[str]:
    """A thing's IRI, short, and whether it is in the register."""
    known = {end: iri for end, iri in explanation.iris.items() if end == told.fact.object}
    new = say(Message(fr=" (nouveau)", en=" (new)"))
    return [
        iri.removeprefix(settings.base_iri) + ("" if iri in explanation.registered else new)
        for iri in known.values()
    ]


def cue_note(silent: SilentCue, said: str, wording: Wording) -> Text:
    """A cue that no fact came of."""
    from rich.text import Text

    announces = wording.term(silent.seen.cue.announces)
    cue = say(Message(fr="indice", en="cue"))
    words = f"~ {cue} {quoted(printable(said))} ({announces})\u00a0: {say(silent.reason)}"
    return Text(words, "dim")


def finding_note(finding: Finding) -> Text:
    """A problem in the document."""
    from rich.text import Text

    style, name = _SEVERITIES[finding.severity]
    message = printable(" ".join(say(finding.message).split()))
    return Text.assemble(("! ", style), (f"{say(name)} ({finding.column})\u00a0: ", style), message)


def legend(kinds: set[str], facts: Sequence[ExplainedFact], wording: Wording) -> Text:
    """The short names of classes and the signs that were used."""
    from rich.text import Text

    parts = [
        f"{thing_style(kind, wording)[1]} {wording.term(kind).lower()}" for kind in sorted(kinds)
    ]
    outcomes = {told.outcome: _OUTCOMES[told.outcome] for told in facts}
    parts += [f"{sign} {say(name)}" for sign, _, name in outcomes.values()]
    return Text("\n" + ", ".join(parts), "dim")


def quoted(words: str) -> str:
    """Words between the quotation marks of the person's language."""
    words = " ".join(words.split())
    return f"«\u00a0{words}\u00a0»" if language() == "fr" else f"“{words}”"
