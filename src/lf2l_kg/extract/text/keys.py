"""Words that name nothing: of keys before a colon (« Partenaires : … »), of headings (« Contact »)."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain

#: How the key of a line « Clé : valeur » is written.
KEY = r"(?P<key>[^\W\d_][^\n:;.!?()\[\]|]{0,45}?)"

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
_KEY = expression(
    rf"(?:(?:(?:nos|les|vos|le|la|notre|autres?)\s+)?(?:l')?(?:{'|'.join(_WORDS.split())}|chiffres|a noter)"
    rf"(?:\s+(?:{'|'.join(_MORE.split())})|\s+(?:du|de la|of the)\s+\w+)?"
    rf"|[0-9]{{4}}(?:\s*[-–]\s*[0-9]{{4}})?)"
)

_PRIZE = expression(
    r"(?:(?:[0-9]+(?:er|re|e|eme|nd|st|rd|th)|grand|premier|deuxieme|second|troisieme|first|second|third)\s+(?:prix|prize)"
    r"(?:\s+(?:du|de la|des|de|au|of|in)\s.*|\s+d'.*)?"
    r"|prix (?:du|de la|de l'|special)[\s\w]*|(?:categorie|category) [\w\s]+|laureate?s?|winner)"
)


def is_key(text: str) -> bool:
    """Whether a text only says what follows it."""
    return _KEY.fullmatch(plain(text)) is not None or is_prize(text)


def is_prize(text: str) -> bool:
    """Whether a text is a rank in a contest, before what won it: « 2e prix : … »."""
    return _PRIZE.fullmatch(plain(text)) is not None


#: Headings of these words alone name no other thing than the section around them.
_GENERIC = frozenset(
    re.findall(
        r"\S+",
        " contact contacts fiche presentation description identite carte information"
        " informations info infos  resume contexte objectif objectifs enjeu enjeux partenaire"
        " partenaires porteur porteurs bref calendrier  financement financements financeur"
        " financeurs detail details propos savoir plus projet structure action  chiffre"
        " chiffres cle cles lien liens ressource ressources lieu localisation adresse pratique"
        " pratiques  coordonnees equipe gouvernance historique caracteristique"
        " caracteristiques donnees generales general  generalites technique signaletique qui"
        " sommes nous est about team partners overview details summary  key facts where when"
        " resultat resultats bilan comment ca marche fonctionnement deroulement etape etapes demarche methode"
        " perspectives impact impacts genese histoire origine origines pourquoi suites suivi avancement mise"
        " oeuvre retour retours experience reussites difficultes freins leviers enseignements quelques mots"
        " aller loin demain apres avant results how it works background story history impact next steps"
        " ou nous trouver que faisons ce quoi activites our what we do why vie decide"
        " nos notre recompense recompenses prix distinction distinctions label labels soutien soutiens reseau"
        " reseaux projets evenement evenements mission missions membre membres bureau statut statuts axe axes"
        " travail travaux realisation realisations date dates repere reperes chronologie adhesions services"
        " ils elles nous soutiennent accompagnent awards network members events projects dates mission"
        " who et en le la les l de du des d un une a au aux the and of",
    )
)


def is_generic_text(text: str) -> bool:
    """Whether a text in plain form holds only words that name no thing: « fiche du projet »."""
    words = re.findall(r"[a-z]+", text)
    return bool(words) and _GENERIC.issuperset(words)
