"""Words that tell what follows a colon, and name nothing: « Partenaires : … », « Durée : … »."""

from __future__ import annotations

import re

from lf2l_kg.base.text import plain

_WORDS = r"""
    porteurs? partenaires? membres? duree budgets? financements? financeurs? soutiens? sites? contacts?
    direction accueil industriels? academiques? institutionnels? institutions entreprises? associations?
    collectivites? reseaux dates? lieux? objectifs? publics? themes? thematiques? responsables?
    coordinat\w+ encadr\w+ directeurs? directrices? resultats? activites projets? programmes? horaires?
    adresse telephone tel mail e-mail courriel acces tarifs? inscriptions? periode annee debut fin
    statut equipe presidence bureau cout montant labels? prix recompenses? exemples? voir lire sources?
    references? note nb attention clients? utilisateurs? video article livre rapport document presse
    missions? vocation services? outils? ressources? quoi qui ou quand pourquoi comment partners?
    coordinator funding duration website goals? aims? leads? when where who what start end
"""
_MORE = r"""
    academiques? industriels? institutionnels? financiers? scientifiques? techniques? associes? web
    internet europeens? publics? prives? locaux internationaux principa\w+ presse cles
"""
_KEY = re.compile(
    rf"(?:(?:(?:nos|les|vos|le|la|notre|autres?)\s+)?(?:l')?(?:{'|'.join(_WORDS.split())}|chiffres|a noter)"
    rf"(?:\s+(?:{'|'.join(_MORE.split())})|\s+(?:du|de la|of the)\s+\w+)?"
    rf"|[0-9]{{4}}(?:\s*[-–]\s*[0-9]{{4}})?)"
)

_PRIZE = re.compile(
    r"(?:(?:[0-9]+(?:er|re|e|eme|nd|st|rd|th)|grand|premier|deuxieme|second|troisieme|first|second|third)\s+(?:prix|prize)"
    r"|prix (?:du|de la|de l'|special)[\s\w]*|laureate?s?|winner)"
)


def is_key(text: str) -> bool:
    """Whether a text only says what follows it."""
    return _KEY.fullmatch(plain(text)) is not None or is_prize(text)


def is_prize(text: str) -> bool:
    """Whether a text is a rank in a contest, before what won it: « 2e prix : … »."""
    return _PRIZE.fullmatch(plain(text)) is not None
