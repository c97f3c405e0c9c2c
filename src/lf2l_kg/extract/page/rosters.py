"""Pages whose title says what all of their lists hold: « Nos partenaires », below it « ## Collectivités »."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.view import View

_TITLE = expression(
    r"\W*(?:(?:nos|les|our|the)\s+)?(?P<key>partenaires|partners|soutiens|financeurs|mecenes|funders|supporters|sponsors)"
    r"(?:\s+(?:et|and|&)\s+(?:soutiens|financeurs|mecenes|amis|reseaux|funders|friends|supporters))?\W*"
)
# What the parts of such a list are called: the kinds of who stands in it.
_CATEGORY = frozenset(
    re.findall(
        r"\S+",
        " collectivite collectivites territoire territoriales territoires commune communes institution"
        " institutions institutionnels institutionnel entreprise entreprises industriel industriels"
        " association associations associatif associatifs acteur acteurs public publics publiques prive"
        " prives privees recherche formation enseignement superieur education universite universites"
        " universitaires academique academiques laboratoire laboratoires ecole ecoles fondation"
        " fondations mecene mecenes media medias culture culturels culturel sociaux social sante"
        " economique economiques financier financiers financeurs technique techniques scientifique"
        " scientifiques operationnels locaux local regionaux nationaux europeens internationaux"
        " international reseau reseaux organisme organismes structure structures etat services partenaire"
        " partenaires nos les le la l de du des d et autres local authorities authority public private"
        " sector companies company business businesses universities university research education"
        " charities charity community groups group organisations partners our the and of other funders",
    )
)


def roster_key(view: View, heading: int) -> str:
    """The word of the title that says what the items below a heading are; "" when it says nothing of them."""
    title = view.once(_titled)
    if not title or heading < 0 or view.blocks[heading].kind != "heading":
        return ""
    words = re.findall(r"[a-z]+", view.plain[heading])
    return title if words and _CATEGORY.issuperset(words) else ""


def _titled(view: View) -> str:
    """The word in the title of a page that is a list; "" for another page."""
    titles = [e.value for e in view.document.front_matter if e.key in ("title", "titre")]
    titles += [b.text for b in view.blocks[:1] if b.kind == "heading" and b.level == 1]
    found = (_TITLE.fullmatch(plain(title)) for title in titles)
    return next((match["key"] for match in found if match), "")
