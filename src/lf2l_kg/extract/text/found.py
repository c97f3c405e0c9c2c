"""What is found in a text, and where."""

from __future__ import annotations

from msgspec import Struct

from lf2l_kg.base.records import Mention


class Stretch(Struct, frozen=True):
    """``text[start:end]`` of a block."""

    block: int
    start: int
    end: int


class Found(Struct, frozen=True):
    """A name found in a text, before names that mean one thing are brought together."""

    block: int
    start: int
    end: int
    kind: str
    label: str
    rule: str
    confidence: float
    scope: str = ""


class Name(Struct, frozen=True):
    """A stretch of a block that means a thing."""

    block: int
    start: int
    end: int
    mention: Mention
    rule: str
    confidence: float
