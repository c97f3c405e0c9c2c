"""Text for people, in French and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages, complete, saying what is wrong and what to do next."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """The sentence in the given language."""
        return self.fr if language == "fr" else self.en
