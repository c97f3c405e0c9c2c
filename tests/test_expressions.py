"""Regular expressions that are compiled when they are first used: ``re`` would give the same."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg import extract
from lf2l_kg.base import expressions
from lf2l_kg.base.expressions import expression

PATTERNS = (r"\d+", r"(?P<name>[a-c]+)\s?x?", r"\b", r"(?:ab|b)(?!c)")


@given(st.sampled_from(PATTERNS), st.text("abcx 12\n", max_size=12), st.sampled_from((0, re.I)))
def test_an_expression_finds_what_a_compiled_one_does(pattern: str, text: str, flags: int) -> None:
    ours, theirs = expression(pattern, flags), re.compile(pattern, flags)
    for find in ("match", "search", "fullmatch"):
        one, other = getattr(ours, find)(text, 1), getattr(theirs, find)(text, 1)
        assert (one and (one.span(), one.groupdict())) == (
            other and (other.span(), other.groupdict())
        )
    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
    assert ours.findall(text) == theirs.findall(text)
    assert ours.split(text) == theirs.split(text)
    assert ours.sub("-", text) == theirs.sub("-", text)
    assert ours.subn("-", text, 1) == theirs.subn("-", text, 1)
    assert (ours.pattern, ours.flags, ours.groups) == (pattern, theirs.flags, theirs.groups)
    assert ours.groupindex == theirs.groupindex


def test_an_expression_is_compiled_once_and_only_when_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    really = re.compile

    def watched(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append(pattern)
        return really(pattern, flags)

    monkeypatch.setattr(re, "compile", watched)
    one = expression("a+")
    assert one.pattern == "a+"
    assert compiled == []
    assert one.match("aa")
    assert one.search("ba")
    assert compiled == ["a+"]


def test_an_expression_has_nothing_else() -> None:
    with pytest.raises(AttributeError):
        _ = expression("a").meaning  # type: ignore[attr-defined]


def test_every_expression_of_extraction_is_well_formed_and_left_until_it_is_used() -> None:
    found = 0
    for module in pkgutil.walk_packages(extract.__path__, f"{extract.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for one in _expressions(value):
                assert not isinstance(one, re.Pattern), f"{module.name}.{name}: for expression()"
                re.compile(one.pattern)  # which nothing else may do
                found += 1
    assert found > 400


def _expressions(value: object) -> Iterator[expressions._Compiled | re.Pattern[str]]:
    if isinstance(value, (expressions._Compiled, re.Pattern)):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _expressions(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _expressions(one)
