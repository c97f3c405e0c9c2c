"""Regular expressions that are compiled when they are first used.

Extraction has hundreds, and a document needs a third of them: to compile all takes many times as long as to
read the facts of one document that has changed.
"""

from __future__ import annotations

import re
from typing import cast

_USES = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "search", "split",
    "sub", "subn",
)  # fmt: skip


class _Compiled:
    """Has what a compiled expression has, of its own: no call goes through another one."""

    __slots__ = ("_given", "pattern", *_USES)
    pattern: str
    _given: int  # flags


class _Expression(_Compiled):
    """The same before it is used: to ask for anything but the pattern makes it that."""

    __slots__ = ()

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._given = pattern, flags

    def __getattr__(self, name: str) -> object:
        """What is not there yet."""
        compiled = re.compile(self.pattern, self._given)
        for use in _USES:
            setattr(self, use, getattr(compiled, use))
        self.__class__ = _Compiled  # type: ignore[assignment]  # which looks for nothing: quicker
        return getattr(self, name)


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, for a module to begin with; a malformed one is told when it is used.

    Not for the functions of ``re``, which want a compiled one.
    """
    return cast("re.Pattern[str]", _Expression(pattern, flags))
