"""Text for people, in French and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
#: Those of the messages and the pages.
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages, complete, saying what is wrong and what to do next."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """The sentence in the given language."""
        return self.fr if language == "fr" else self.en

    def without_controls(self) -> Message:
        """The same, to be shown: what it quotes may hold control characters, which steer a terminal."""
        return Message(*(_CONTROL.sub("\ufffd", text) for text in (self.fr, self.en)))
