"""``python bench/hostile.py``: lines made to be slow, and how much longer ten times the text takes.

A regular expression that explodes shows as a factor far above 10. ``tests/test_hostile_text.py`` reads the
same lines for what comes out of them, without a clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from lf2l_kg.base.gazetteer import open_gazetteer
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.cli.streams import cache_folder
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import parse_document

#: Each is repeated to fill a line, or a file when it ends its line.
MARKUP = (
    "(", "[", "[[", "[a](b) ", "[a](", "](a b", "![a](", "{", "{.a ", '{a="', "{{", "{%", "{:", "<!--",
    "<", "<a ", "<b>", "> ", "- ", "1) ", "# ", "#A", "*", "**", "*a ", "_", "`", "`a ", "~~", "\\",
    "\\newline", "|", "::: ", "&amp;", "\u00a0", "\u200b", " \u200b", "\u200b\u00a0", "•", "a\n", "- a\n",
    "#A\n", "| a | b |\n", "> \n", "\n\n", "\r", "[^1]: a\n", ": a\n", "---\n", "<div>\n", "<!-- a\n",
    "a  \n", "    a\n", "== a ==\n", "== a ==\n'''a", "== a ==\n[[a|", "== a ==\n{{A\n", "== a ==\n{|\n",
    "== a ==\n; a\n", "==== a ====\n^ a | b |\n", "==== a ====\n//a", "=",
    "[[a]] ", "%% a ", "%%\na\n", "==a ", "> [!a] A\n> a\n", '!!! a "A"\n    a\n', "A:: a\n", "a ^a\n",
)  # fmt: skip
WORDS = (
    "A ", "A", "a", "Www ", "Abc, ", "a, ", "A (", "A de la ", "A-", "A&", "A.", "M. ", "... ", "« ",
    '"a ', "l'A ", "de la ", "1 000 ", "1", "2008-", "en 2008, ", "(80 000 hab) ", "@a.a.a.a", "a@",
    "a[at]", "http://a.b ", "www.", "porté par A, ", "association A de ", "lauréat du prix A ",
    "Contact : ", "Paul Martin, ", "Paul Martin, directeur de ", "Dupont A., ", "à Nancy, ",
    "Nancy (France), ", "ABC - ", "Abc Def (AD) ", "10.1234/", "hal-", "tels que ", "A et ",
    "tiers-lieux ", "# A\n", "- A\n", "A\n\n", "### Nancy (10 000 hab) - A\n\n", "Elle soutient A. ", "A ? ",
    "## Lauréats\n", "## Lauréats\n\n- **A A** – B, à Toul\n", "**Qui porte A ?** La Ville de A et A\n\n",
    "Merci à A et à A pour leur soutien. ", "l'association A, à Metz, ", "| Lauréat | A |\n",
)  # fmt: skip


#: Stands after the line: many an expression is only slow where it fails at the end.
TAIL = "!\u00a0\n"


def line(pattern: str, length: int) -> str:
    """A pattern over and over, of a length, with an end at which expressions fail."""
    return (pattern * (length // len(pattern) + 1))[:length] + TAIL


def main() -> None:
    """Print the ten worst factors of reading and of extraction."""
    ontology = load_ontology(packaged("ontology"))
    gazetteer = open_gazetteer(cache_folder())

    def read(text: str) -> object:
        return parse_document("a.md", text.encode())

    def extract(text: str) -> object:
        return list(extract_facts(parse_document("a.md", text.encode()), ontology, gazetteer))

    table = Table("step", "line", "seconds", "ten times the text", "factor")
    for step, work, patterns in (("read", read, MARKUP + WORDS), ("extract", extract, WORDS)):
        rows = sorted((_factor(work, p), p) for p in patterns)
        for (factor, short, long), pattern in reversed(rows[-10:]):
            table.add_row(step, ascii(pattern), f"{short:.3f}", f"{long:.3f}", f"{factor:.0f}")
    Console().print(table)


def _factor(work: Callable[[str], object], pattern: str) -> tuple[float, float, float]:
    took = []
    for length in (5_000, 50_000):
        text, start = line(pattern, length), time.process_time()
        work(text)
        took.append(max(time.process_time() - start, 0.001))
    return took[1] / took[0], took[0], took[1]


if __name__ == "__main__":
    main()
