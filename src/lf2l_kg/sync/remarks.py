"""What the check of a site says, and what to do about it."""

from __future__ import annotations

from lf2l_kg.base.messages import Message

from .http import Reply

DIRECTORY = Message(
    fr="hébergement d’un dossier de publication\u00a0: ni pages ni SPARQL\u00a0; pour les avoir, mettez en "
    "ligne un export («\u00a0lf2l-kg export\u00a0») ou lancez «\u00a0lf2l-kg serve\u00a0»",
    en="a release directory on a host of files: neither pages nor SPARQL; put an export online "
    "(`lf2l-kg export`) or run `lf2l-kg serve` to have them",
)
EXPORT = Message(
    fr="site de fichiers\u00a0: pas de SPARQL\u00a0; pour l’avoir, lancez «\u00a0lf2l-kg serve\u00a0»",
    en="a site of files: no SPARQL; run `lf2l-kg serve` to have it",
)
NO_RULES = Message(
    fr="cet hôte ne mène pas d’un IRI à sa page\u00a0; donnez-lui les règles de l’export (nginx.conf, "
    ".htaccess), ou faites mener les IRI ici par w3id.htaccess",
    en="this host does not lead from an IRI to its page; give it the rules of the export (nginx.conf, "
    ".htaccess), or let the IRIs lead here by w3id.htaccess",
)
CHANGED = Message(
    fr="ce fichier n’est pas celui du manifeste\u00a0: publiez le dossier entier de nouveau, et videz les "
    "caches devant le site",
    en="this file is not the one of the manifest: publish the whole directory again, and empty the caches "
    "before the site",
)
NO_SITEMAP = Message(
    fr="pas de plan du site\u00a0: les moteurs de recherche ne trouveront que les pages liées à l’accueil",
    en="no sitemap: search engines will only find the pages that the home page links to",
)


def missing(reply: Reply | None) -> Message:
    """No answer, or another than expected."""
    status = (
        "–" if reply is None else f"{reply.status} {reply.headers.get('content-type', '')}".strip()
    )
    return Message(
        fr=f"réponse inattendue ({status})\u00a0: vérifiez que cette adresse est bien servie",
        en=f"unexpected answer ({status}): check that this address is served",
    )


def unreadable(reason: str) -> Message:
    """A catalogue is not Turtle."""
    return Message(fr=f"Turtle illisible\u00a0: {reason}", en=f"unreadable Turtle: {reason}")


def not_there(name: str) -> Message:
    """A catalogue names a file that is not there."""
    return Message(
        fr=f"le catalogue annonce {name}, que la publication n’a pas\u00a0: publiez tout ensemble",
        en=f"the catalogue names {name}, which the release does not have: publish all of it together",
    )


def not_negotiated(accept: str, ending: str) -> Message:
    """An IRI does not lead to the form asked for."""
    return Message(
        fr=f"«\u00a0Accept: {accept}\u00a0» devrait mener (303) à l’adresse en .{ending}\u00a0: un "
        "intermédiaire retire-t-il l’en-tête Accept\u00a0?",
        en=f"`Accept: {accept}` should lead (303) to the address in .{ending}: does a proxy take the header "
        "Accept away?",
    )


def not_refused(status: int) -> Message:
    """A form that nobody has is answered."""
    return Message(
        fr=f"un format inconnu devrait être refusé (406), non répondu ({status})",
        en=f"an unknown format should be refused (406), not answered ({status})",
    )


def other_type(wanted: str, said: str) -> Message:
    """A file has come under another media type."""
    shown = said or "–"
    return Message(
        fr=f"type {shown} au lieu de {wanted}\u00a0: déclarez-le dans la configuration de l’hôte",
        en=f"type {shown} instead of {wanted}: declare it in the configuration of the host",
    )


def other_site(address: str) -> Message:
    """A sitemap is that of another site."""
    return Message(
        fr=f"ce plan est celui d’un autre site ({address})\u00a0; dites où celui-ci est servi "
        "(«\u00a0lf2l-kg export --url\u00a0»)",
        en=f"this sitemap is of another site ({address}); say where this one is served "
        "(`lf2l-kg export --url`)",
    )
