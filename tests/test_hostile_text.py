"""A long line made to be slow takes no longer than its length: no regular expression explodes.

Ten times the text may take thirty times as long, from a floor that a busy machine does not reach.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import parse_document

#: Each is repeated to fill a line, or a file when it ends its line.
MARKUP = (
    "(", "[", "[[", "[a](b) ", "[a](", "](a b", "![a](", "{", "{.a ", '{a="', "{{", "{%", "{:", "<!--",
    "<", "<a ", "<b>", "> ", "- ", "1) ", "# ", "#A", "*", "**", "*a ", "_", "`", "`a ", "~~", "\\",
    "\\newline", "|", "::: ", "&amp;", "\u00a0", "\u200b", " \u200b", "\u200b\u00a0", "•", "a\n", "- a\n",
    "#A\n", "| a | b |\n", "> \n", "\n\n", "\r", "[^1]: a\n", ": a\n", "---\n", "<div>\n", "<!-- a\n",
    "a  \n", "    a\n",
)  # fmt: skip
WORDS = (
    "A ", "A", "a", "Www ", "Abc, ", "a, ", "A (", "A de la ", "A-", "A&", "A.", "M. ", "... ", "« ",
    '"a ', "l'A ", "de la ", "1 000 ", "1", "2008-", "en 2008, ", "(80 000 hab) ", "@a.a.a.a", "a@",
    "a[at]", "http://a.b ", "www.", "porté par A, ", "association A de ", "lauréat du prix A ",
    "Contact : ", "Paul Martin, ", "Paul Martin, directeur de ", "Dupont A., ", "à Nancy, ",
    "Nancy (France), ", "ABC - ", "Abc Def (AD) ", "10.1234/", "hal-", "tels que ", "A et ",
    "tiers-lieux ", "# A\n", "- A\n", "A\n\n", "### Nancy (10 000 hab) - A\n\n", "Elle soutient A. ", "A ? ",
)  # fmt: skip


#: Stands after the line: many an expression is only slow where it fails at the end.
TAIL = "!\u00a0\n"


def line(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length] + TAIL


def assert_linear(work: Callable[[str], object], pattern: str, small: int, floor: float) -> None:
    took = []
    for length in (small, 10 * small):
        text = line(pattern, length)
        start = time.process_time()
        work(text)
        took.append(time.process_time() - start)
    assert took[1] < 30 * max(took[0], floor), f"{pattern!r}: {took[0]:.3f} s, then {took[1]:.3f} s"


@pytest.mark.parametrize("pattern", MARKUP + WORDS, ids=ascii)
def test_a_long_line_is_read_in_time_that_grows_as_it_does(pattern: str) -> None:
    assert_linear(lambda text: parse_document("a.md", text.encode()), pattern, 10_000, 0.01)


@pytest.mark.parametrize("pattern", WORDS, ids=ascii)
def test_facts_are_sought_in_a_long_line_in_time_that_grows_as_it_does(
    pattern: str, ontology: Ontology, gazetteer: Gazetteer
) -> None:
    def extract(text: str) -> None:
        for _ in extract_facts(parse_document("a.md", text.encode()), ontology, gazetteer):
            pass

    assert_linear(extract, pattern, 5_000, 0.03)
