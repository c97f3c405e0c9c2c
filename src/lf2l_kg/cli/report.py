"""What a build did and what the release answers, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import language, say
from .terminal import nearby, show_table, tell

if TYPE_CHECKING:
    from lf2l_kg.base.records import Finding, Result
    from lf2l_kg.query import Answer
    from lf2l_kg.summary import Summary

#: The classes by their local names, in French; in English the local name is the word.
_CLASSES = {
    "Territory": "Territoires",
    "Project": "Projets",
    "Institution": "Institutions",
    "Theme": "Thèmes",
    "Person": "Personnes",
    "Publication": "Publications",
    "Event": "Événements",
    "Award": "Labels et prix",
    "Document": "Documents",
}
_ROWS = 12  # of an answer, shown at the end of a build


def show_summary(summary: Summary) -> None:
    """The summary of a build, on stdout."""
    french = language() == "fr"
    rows = [("Documents", str(summary.documents))]
    if summary.unreadable:
        rows.append(("  non convertis" if french else "  not converted", str(summary.unreadable)))
    rows.append(("Entités" if french else "Entities", str(sum(n for _, n in summary.entities))))
    for kind, count in summary.entities:
        rows.append(("  " + (_CLASSES.get(kind, kind) if french else kind), str(count)))
    rows += [
        ("Faits" if french else "Facts", str(summary.facts)),
        ("  à relire" if french else "  to review", str(summary.set_aside)),
    ]
    if summary.confirmed:
        said = "  confirmés à la relecture" if french else "  confirmed in review"
        rows.append((said, str(summary.confirmed)))
    if summary.refused:
        said = "  refusés à la relecture" if french else "  refused in review"
        rows.append((said, str(summary.refused)))
    rows += [
        ("Constats" if french else "Findings", _count(summary.findings)),
        ("Validation", _count(summary.report.results)),
        ("Liens" if french else "Links", str(summary.links)),
    ]
    show_table("", ("", ""), rows, numbers=(1,))
    _show_release(summary)


def _show_release(summary: Summary) -> None:
    if summary.release is None:
        tell(
            say(
                Message(
                    fr="Rien n’a été publié : corrigez les erreurs ci-dessus et recommencez.",
                    en="Nothing was published: mend the errors above and run again.",
                )
            )
        )
        return
    if summary.loss is not None:
        tell(f"error: {say(summary.loss)}")
        return
    if summary.set_aside:
        review = nearby(str(summary.review))
        said = Message(fr=f"À relire : {review}", en=f"To review: {review}")
        click.echo(say(said))
    release = nearby(str(summary.release))
    new = Message(fr=f"Publication : {release}", en=f"Release: {release}")
    old = Message(
        fr=f"Rien de nouveau : {release} est à jour.",
        en=f"Nothing new: {release} is up to date.",
    )
    click.echo(say(new if summary.is_new else old))


def show_answers(answers: Iterable[tuple[Message, Answer]], base_iri: str) -> None:
    """Questions and what the release answers to them, on stdout."""
    for question, answer in answers:
        click.echo()
        show_answer(say(question), answer, base_iri, rows=_ROWS)


def show_answer(title: str, answer: Answer, base_iri: str, rows: int | None = None) -> None:
    """One answer as a table, on stdout.

    Args:
        title: above it; "" for none.
        answer: to show.
        base_iri: the project's, whose IRIs are shortened.
        rows: how many at most; None for all.
    """
    from lf2l_kg.query import tabulate

    table = tabulate(answer, base_iri)
    show_table(title, table.columns, table.rows[:rows])
    if rows is not None and len(table.rows) > rows:
        left = len(table.rows) - rows
        more = counted(left, ("ligne de plus", "lignes de plus"), ("more row", "more rows"))
        click.echo(f"… {say(Message(fr='et', en='and'))} {say(more)}")


def _count(findings: Sequence[Finding | Result]) -> str:
    """How many there are of each severity, in words."""
    from lf2l_kg.base.tally import tally

    return tally(Counter(finding.severity for finding in findings), language())
