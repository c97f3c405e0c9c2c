"""What a token that cannot stand where it does was probably meant to be.

Each hint looks at a scene and says what to write, or nothing; the first that speaks is told.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

from lf2l_kg.base.messages import Message

from .scene import AGGREGATES, Scene

_FORMS = frozenset(["select", "ask", "construct", "describe"])
_IN_ORDER = frozenset(["group", "having", "order", "limit", "offset"])
_TERM_ENDS = frozenset(["variable", "iri", "prefixed", "string", "number", "signed", "tag"])
#: Words of other languages, and what SPARQL has for them.
_FOREIGN = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "like": "REGEX(…, …)",
    "between": ">= … && … <=",
    "is": "BOUND(…)",
    "null": "BOUND(…)",
    "isnull": "!BOUND(…)",
    "upper": "UCASE",
    "toupper": "UCASE",
    "lower": "LCASE",
    "tolower": "LCASE",
    "len": "STRLEN",
    "length": "STRLEN",
    "substring": "SUBSTR",
    "startswith": "STRSTARTS",
    "endswith": "STRENDS",
    "ifnull": "COALESCE",
    "nvl": "COALESCE",
    "concatenate": "CONCAT",
    "average": "AVG",
    "mean": "AVG",
    "group_concatenate": "GROUP_CONCAT",
}
_COMPARISONS = frozenset(["=", "!=", "<", ">", "<=", ">=", "&&", "||"])


def find_hint(scene: Scene) -> Message | None:
    """What to write instead, or None when nothing typical is seen."""
    return next((said for hint in _HINTS if (said := hint(scene)) is not None), None)


def _quotes(scene: Scene) -> Message | None:
    text = scene.text()
    if scene.kind() != "mark":
        return None
    if text in "“”„«»‘’":
        return Message(
            fr=f'écrivez les chaînes entre guillemets droits ("), pas {text}',
            en=f'write strings between straight quotes ("), not {text}',
        )
    if text in "\"'":
        return Message(
            fr=f"cette chaîne n’est pas fermée\u00a0; ajoutez {text} à sa fin, sur la même ligne",
            en=f"this string is not closed; add {text} at its end, on the same line",
        )
    return None


def _iris(scene: Scene) -> Message | None:
    if scene.text() == "<" and "<IRI>" in scene.expected:
        return Message(
            fr="cet IRI n’est pas fermé par > ou contient une espace\u00a0; codez-la en %20",
            en="this IRI is not closed by > or holds a space; encode it as %20",
        )
    schemes = ("http:", "https:", "urn:", "file:", "mailto:")
    for ahead in (0, -1):
        if scene.kind(ahead) == "prefixed" and scene.text(ahead).lower().startswith(schemes):
            return Message(
                fr="mettez l’IRI entier entre < et >", en="put the whole IRI between < and >"
            )
    return None


def _prologue(scene: Scene) -> Message | None:
    if scene.text().lower() in ("@prefix", "@base"):
        name = scene.text()[1:].upper()
        return Message(
            fr=f"en SPARQL, c’est {name}, sans @ ni point final",
            en=f"in SPARQL it is {name}, without @ and without a final dot",
        )
    if scene.expected == {"<PREFIX>"}:
        return Message(
            fr=f"le nom d’un préfixe finit par deux-points\u00a0: {scene.text()}:",
            en=f"the name of a prefix ends in a colon: {scene.text()}:",
        )
    if "PREFIX" in scene.expected and scene.text() in (".", ";", ",") and scene.at:
        return Message(
            fr=f"ôtez ce signe\u00a0: une déclaration finit sans «\u00a0{scene.text()}\u00a0»",
            en=f"take this mark away: a declaration ends without `{scene.text()}`",
        )
    return None


def _form(scene: Scene) -> Message | None:
    if "CONSTRUCT" not in scene.expected:
        return None
    near = _near(scene.word, _FORMS | {"prefix", "base"})
    return Message(
        fr="une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE"
        + (f"\u00a0; écrivez {near}" if near else ""),
        en="a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        + (f"; write {near}" if near else ""),
    )


def _operators(scene: Scene) -> Message | None:
    wrong = {("=", "="): "=", ("<>", ""): "!=", (">", "<"): "!=", ("&", ""): "&&", ("|", ""): "||"}
    meant = wrong.get((scene.text(), scene.before)) or wrong.get((scene.text(), ""))
    if meant and ("&&" in scene.expected or scene.before in "=<"):
        return _write(meant)
    if scene.text() == "^" and "^^" in scene.expected:
        return _write("^^")
    if scene.text() == "@" and "<TAG>" in scene.expected:
        return _write("@fr")
    negated = scene.before == "not" and scene.expected <= {"EXISTS", "IN"}
    if negated and not _near(scene.word, {"exists", "in"}):
        return _write("!")
    if scene.text() == "/" and (scene.text(1) in ("/", "*") or scene.before in ("/", "*")):
        return Message(fr="un commentaire commence par #", en="a comment begins with #")
    return None


def _words(scene: Scene) -> Message | None:
    """A word that is nearly the right one, or the one of another language."""
    word = scene.word
    if word in AGGREGATES and "*" in scene.expected:
        return Message(
            fr=f"mettez le calcul entre parenthèses et nommez-le\u00a0: ({scene.text()}(…) AS ?n)",
            en=f"put what is computed in parentheses and name it: ({scene.text()}(…) AS ?n)",
        )
    if scene.text() == "A" and "a" in scene.expected:
        return _write("a")
    keywords = {name.lower() for name in scene.expected if name.isalpha() and len(name) > 2}
    meant = _near(word, keywords) or _FOREIGN.get(word)
    return _write(meant) if meant else None


def _names(scene: Scene) -> Message | None:
    """A variable without its mark, a name without a prefix, a function that does not exist."""
    word = scene.word
    if not word or "<VAR>" not in scene.expected:
        return None
    if scene.text(1) == "(":
        return Message(fr="cette fonction n’existe pas", en="there is no such function")
    if word in _IN_ORDER | {"where", "from", "as", "union"}:
        return None
    return Message(
        fr=f"une variable commence par ?\u00a0: ?{scene.text()}\u00a0; un nom a un préfixe, une chaîne"
        " des guillemets",
        en=f"a variable begins with ?: ?{scene.text()}; a name has a prefix, a string has quotes",
    )


def _commas(scene: Scene) -> Message | None:
    if scene.text() != ",":
        return None
    if "OFFSET" in scene.expected:
        return Message(
            fr="un décalage s’écrit avec OFFSET\u00a0: LIMIT 10 OFFSET 20",
            en="an offset is written with OFFSET: LIMIT 10 OFFSET 20",
        )
    if "<VAR>" in scene.expected or "UNDEF" in scene.expected:
        return Message(
            fr="séparez par des espaces, sans virgule",
            en="separate them by spaces, without a comma",
        )
    return None


def _parentheses(scene: Scene) -> Message | None:
    if scene.before in ("asc", "desc") and not scene.text():
        return _write(f"{scene.text(-1).upper()}(?x)")
    if "(" in scene.expected and scene.before in ("filter", "having", "bind", "asc", "desc"):
        return Message(
            fr=f"mettez entre parenthèses ce qui suit {scene.text(-1)}",
            en=f"put what follows {scene.text(-1)} in parentheses",
        )
    if scene.text() in _COMPARISONS and scene.expected & {"OPTIONAL", "<END>"}:
        return Message(
            fr=f"mettez toute la condition entre parenthèses\u00a0: (… {scene.text()} …)",
            en=f"put the whole condition in parentheses: (… {scene.text()} …)",
        )
    if "AS" in scene.expected and (scene.text() == ")" or scene.kind() == "variable"):
        return Message(
            fr="donnez un nom à ce qui est calculé\u00a0: (… AS ?n)",
            en="give what is computed a name: (… AS ?n)",
        )
    return None


def _clauses(scene: Scene) -> Message | None:
    """The order of what follows the braces, and what does not belong there."""
    if "<END>" not in scene.expected:
        return None
    if scene.text() in ("}", ")", "]"):
        return Message(
            fr="ce signe ne ferme rien\u00a0; ôtez-le", en="this mark closes nothing; take it away"
        )
    if scene.text() == ";" or scene.word in _FORMS:
        return Message(
            fr="une seule requête à la fois, sans point-virgule à la fin",
            en="one query at a time, without a semicolon at the end",
        )
    if scene.word in ("union", "minus", "optional", "filter", "bind", "where"):
        return Message(
            fr="tout ce qui est cherché tient dans les accolades de WHERE",
            en="all that is looked for stands within the braces of WHERE",
        )
    if scene.word in _IN_ORDER:
        return Message(
            fr="l’ordre est GROUP BY, HAVING, ORDER BY, puis LIMIT et OFFSET",
            en="the order is GROUP BY, HAVING, ORDER BY, then LIMIT and OFFSET",
        )
    return None


def _triples(scene: Scene) -> Message | None:
    if scene.word == "union" and "OPTIONAL" in scene.expected:
        return Message(
            fr="UNION joint deux groupes\u00a0: { … } UNION { … }",
            en="UNION joins two groups: { … } UNION { … }",
        )
    if "OPTIONAL" in scene.expected and scene.kind() in _TERM_ENDS:
        return Message(fr="séparez deux triplets par un point", en="separate two triples by a dot")
    if scene.text() in ("}", ".", ";") and "[" in scene.expected:
        return Message(
            fr="il manque l’objet du triplet\u00a0: une variable, un IRI ou une valeur",
            en="the triple lacks its object: a variable, an IRI or a value",
        )
    if scene.text() in ("}", ".", ";") and {"^", "a"} <= scene.expected:
        return Message(
            fr="il manque la propriété et l’objet du triplet",
            en="the triple lacks its property and its object",
        )
    if (scene.kind() == "variable" and {"^", "a"} <= scene.expected) or (
        scene.kind(-1) == "variable" and scene.text() in ("*", "+", "/") and "[" in scene.expected
    ):
        return Message(
            fr="un chemin est fait de propriétés connues, sans variable",
            en="a path is made of known properties, without variables",
        )
    return None


def _write(meant: str) -> Message:
    return Message(fr=f"écrivez {meant}", en=f"write {meant}")


def _near(word: str, known: frozenset[str] | set[str]) -> str:
    """A known word that is spelt nearly so, in capitals; "" for none."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.75) if word else []
    return found[0].upper() if found else ""


_HINTS: tuple[Callable[[Scene], Message | None], ...] = (
    _quotes,
    _iris,
    _prologue,
    _form,
    _operators,
    _parentheses,
    _words,
    _names,
    _commas,
    _clauses,
    _triples,
)
