"""Whether a name is the subject of its sentence, or governed by a preposition, alone or with others."""

from __future__ import annotations

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.view import Name, View

from .settled import Names

_GOVERNED = expression(
    r"\b(?:d'|(?:de|du|des|par|avec|a|au|aux|en|dans|sur|pour|chez|vers|sans|sous|contre|entre|by|with|of|in|at|from|under|through)\b)"
    r"(?:\s+(?:le|la|les|un|une|ses|son|sa|leur|leurs|the))?(?:\s*l')?[\s«\"(*]*"
    r"(?:(?:dr|pr|prof|mme|mlle|mr|mrs|ms|m)\.?\s+)?(?:[a-z-]+\s+)?$"
)
# « Les chercheurs de X », « la seconde partie de X », « À propos de X »: what is said is said of X.
_TRANSPARENT = expression(
    r"(?:(?:^|[\n.!?])\W*a propos|\b(?:ville|commune|village|region|departement|municipalite|partie"
    r"|edition|saison|session|suite|fin|debut|ouverture|lancement|creation"
    r"|inauguration|naissance|chercheur|chercheuse|equipe|membre|salarie|etudiant|benevole|adherent|elu|agent"
    r"|researcher|member|student"
    r")e?s?(?:\s+[a-z]+)?)\s+(?:de\s+la|de|du|des|of|of\s+the|d')\s*(?:l')?[\s«\"(*]*(?:[a-z-]+\s+)?$"
)
# « L'association fait partie du réseau | X », « est membre de | X »: said of the association.
_ATTRIBUTED = expression(
    r"\b(?:fait|font|faire|faisant|faisai\w+|fera|feront|est|sont|sommes|etai\w+|sera|reste\w*|devien\w+|is|are|was)\s+"
    r"(?:(?:plus|pas|jamais|aussi|egalement|toujours|desormais|une?)\s+){0,3}$"
)
# « …, comme la Halle Verte, | créée à Metz par »: said of what something is compared with.
_COMPARED = expression(
    r"\b(?:comme|a l'instar|contrairement|a la difference|de meme que|a l'image|unlike)\s[^,.;:()]{2,60},\s*$"
)
_AGENT = expression(
    r"\b(?:par|avec|by|with)\s+(?:(?:le|la|les|the)\s+|l')?(?:[a-z-]+\s+)?[«\"*]*\s*$"
)
_ENUMERATED = expression(
    r"\s*®?\s*(?:\([^()]{1,80}\)\s*)?(?P<by>,|,?\s*(?:et|ou|and|or|&|ainsi que))\s*"
    r"(?:(?:le|la|les|un|une|the|a)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+){0,2}[«“\"]?"
)
_GOES_ON_WITH = expression(
    r"\s*®?\s*(?:\([^()]{1,80}\)\s*)?(?:,[^,.;:()]{1,60}){0,6},?\s+(?:et|and|ou|&)\s"
)
# « par la ville de X »: what governs « la ville » governs X.
_GOVERNS = expression(
    r"(?:\b(?:de|du|par|avec|a|au|aux|en|dans|pour|chez|by|with|of|in)\s+|\bd')(?:(?:le|la|les|des|un|une|the)\s+|l')?$"
)
# « par l'agence de bassin et le pôle X »: the words enumerated before X are no name that we know.
_GOVERNS_BOTH = expression(
    r"\b(?:par|avec|by|with)\s[^,.;:()]{2,60}?\s(?:et|and)\s+(?:(?:le|la|les|the)\s+|l')?(?:[a-z-]+\s+){0,2}$"
)
_REACH = 80  # characters before a name that say what governs it


def is_governed(view: View, name: Name, names: Names | None = None) -> bool:
    """Whether a preposition governs a name, so that it is not the subject of its sentence.

    « Les chercheurs de X étudient … » is about X all the same. With ``names`` a name enumerated after
    a governed one is governed too: « avec Motris et | Veolia ».
    """
    governed, with_others = view.once(_is_led, name.block, name.start)
    if governed is not None:
        return governed
    earlier = names.before(name) if names else None
    if earlier is not None and _goes_with(view, earlier, name):
        return is_governed(view, earlier, names)
    return with_others


def is_agent(view: View, name: Name) -> bool:
    """Whether « par » or « avec » leads to a name."""
    return _AGENT.search(view.plain[name.block], max(0, name.start - 40), name.start) is not None


def is_compared(view: View, number: int, position: int) -> bool:
    """Whether a participle at a position speaks of what its sentence compares something with."""
    return _COMPARED.search(view.plain[number], max(0, position - _REACH), position) is not None


def _is_led(view: View, number: int, start: int) -> tuple[bool | None, bool]:
    """(whether the words before a position govern it, None when they do not say; with others)."""
    before = view.plain[number][max(0, start - _REACH) : start]
    if before.rfind("(") > before.rfind(")"):
        return True, False  # « Ana Costa, maire de Toul (Meurthe-et-Moselle) »
    if _GOVERNED.search(before):
        transparent = _TRANSPARENT.search(before)
        governs = transparent is None or any(
            leads.search(before, 0, transparent.start()) for leads in (_GOVERNS, _ATTRIBUTED)
        )
        return bool(governs), False
    both = " et " in before or " and " in before
    return None, both and _GOVERNS_BOTH.search(before) is not None


def _goes_with(view: View, earlier: Name, name: Name) -> bool:
    """Whether a name is enumerated after another: « A et | B », « A, | B et C »."""
    text = view.blocks[name.block].text
    if earlier.mention == name.mention and text[earlier.end : name.start].strip(" ®") == "(":
        return True
    gap = _ENUMERATED.match(text, earlier.end, name.start)
    if gap is None or gap.end() < name.start:
        return False
    return gap["by"] != "," or _GOES_ON_WITH.match(text, name.end) is not None
