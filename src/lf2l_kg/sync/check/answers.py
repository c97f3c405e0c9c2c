"""What the check says of an answer that is not as it should be, whatever was asked for."""

from __future__ import annotations

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message
from lf2l_kg.sync.http import TooLongError, TooSlowError, UntrustedError, untrusted

TOO_LONG_IN_ALL = Message(
    fr="le site est trop lent pour être examiné en entier\u00a0: le reste n’a pas été demandé\u00a0; "
    "regardez ce qui retient le serveur, ou patientez plus («\u00a0--timeout\u00a0»)",
    en="the site is too slow to be looked at whole: the rest was not asked for; look at what holds the "
    "server up, or wait longer (`--timeout`)",
)
TOO_SLOW = Message(
    fr="la réponse n’est pas arrivée entière à temps\u00a0; regardez ce qui retient le serveur, ou "
    "patientez plus («\u00a0--timeout\u00a0»)",
    en="the answer was not whole in time; look at what holds the server up, or wait longer (`--timeout`)",
)
SILENT = Message(
    fr="le site ne répond plus\u00a0: le reste n’a pas été demandé\u00a0; regardez si le serveur tourne, "
    "et relancez",
    en="the site does not answer any more: the rest was not asked for; see whether the server runs, and run "
    "again",
)
NOWHERE = Message(
    fr="une redirection sans adresse (en-tête Location)\u00a0: corrigez la règle qui la donne",
    en="a redirection without an address (header Location): mend the rule that gives it",
)


def failed(error: RemoteError) -> Message:
    """No answer, or not all of it."""
    cause = error.__cause__
    reason = getattr(cause, "reason", None) or cause or error
    if isinstance(error, UntrustedError):
        return untrusted(str(reason))
    if isinstance(error, TooSlowError):
        return TOO_SLOW
    if isinstance(error, TooLongError):
        return Message(
            fr="la réponse ne finit pas, ou est bien plus longue qu’attendu\u00a0: ce n’est pas ce qui "
            "devrait être servi ici\u00a0; publiez tout de nouveau",
            en="the answer does not end, or is much longer than expected: this is not what should be served "
            "here; publish all of it again",
        )
    return Message(
        fr=f"pas de réponse ({reason})\u00a0: regardez si le serveur tourne, et le journal de ses erreurs",
        en=f"no answer ({reason}): see whether the server runs, and the log of its errors",
    )


def unexpected(status: int, media_type: str) -> Message:
    """Another status than expected, and what is behind it most often."""
    said = f"{status} {media_type}".strip()
    if status in (404, 410):
        return Message(
            fr=f"rien à cette adresse ({status})\u00a0: publiez tout de nouveau, sans rien laisser de côté",
            en=f"nothing at this address ({status}): publish all of it again, and leave nothing aside",
        )
    if status in (401, 403):
        return Message(
            fr=f"accès refusé ({status})\u00a0: ôtez le mot de passe, le filtre ou le droit manquant qui "
            "ferme cette adresse",
            en=f"access denied ({status}): take away the password, the filter or the missing right that "
            "closes this address",
        )
    if status == 429:
        return Message(
            fr="trop de requêtes (429)\u00a0: desserrez cette limite, car un moissonneur en fait autant",
            en="too many requests (429): loosen this limit, since a harvester makes as many",
        )
    if status >= 500:
        return Message(
            fr=f"le serveur échoue ({status})\u00a0: cherchez pourquoi dans le journal de ses erreurs",
            en=f"the server fails ({status}): look into the log of its errors for the reason",
        )
    return Message(
        fr=f"réponse inattendue ({said})\u00a0: vérifiez ce que l’hôte sert à cette adresse",
        en=f"unexpected answer ({said}): check what the host serves at this address",
    )


def no_web_address(location: str) -> Message:
    """A redirection leads out of the web."""
    return Message(
        fr=f"une redirection vers «\u00a0{location}\u00a0», qui n’est pas une adresse http(s)\u00a0: "
        "corrigez la règle qui la donne",
        en=f"a redirection to `{location}`, which is no http(s) address: mend the rule that gives it",
    )


def unprotected(target: str) -> Message:
    """A redirection leads from https to http."""
    return Message(
        fr=f"une redirection de https à http ({target})\u00a0: faites envoyer X-Forwarded-Proto à "
        "l’intermédiaire qui chiffre, ou corrigez la règle",
        en=f"a redirection from https to http ({target}): let the proxy that encrypts send "
        "X-Forwarded-Proto, or mend the rule",
    )


def circle(target: str) -> Message:
    """A redirection leads back, or on and on."""
    return Message(
        fr=f"des redirections sans fin ({target})\u00a0: deux règles se contredisent\u00a0; corrigez "
        "l’une d’elles",
        en=f"redirections without end ({target}): two rules contradict each other; mend one of them",
    )
