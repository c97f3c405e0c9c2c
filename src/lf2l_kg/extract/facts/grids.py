"""What the heads of a table say of its columns, and the column of what its rows are about.

The heads are read like the keys of a front matter, through ``ontology/context.jsonld``. Rows are about
what stands in the first column (« Projet | Porteur »), unless that is a place or a value and another
column has the things (« Commune | Projet | Porteur »).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lf2l_kg.base.classes import find_page_class
from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.page.described import find_class
from lf2l_kg.extract.page.properties import Key, read_key
from lf2l_kg.extract.page.statements import SPANNED
from lf2l_kg.extract.page.values import is_prose
from lf2l_kg.extract.text.view import View

_NAME = expression(r"(?:nom|noms|prenom(?:,? et)? nom|nom(?:,? et)? prenom|name|qui|who)")
# « Nom | Prénom »: the name of a person in two cells.
_GIVEN = expression(r"(?:prenoms?|first ?names?|given ?names?|forenames?)")
_FAMILY = expression(
    r"(?:noms?(?: de famille| d'usage)?|names?|last ?names?|family ?names?|surnames?)"
)
_SITE = expression(r"(?:lieux?|espaces?|equipements?|venues?)")
# « Indicateur | Valeur »: a row says one thing of what the page or the section is about.
_SHEET = expression(
    r"(?:indicateurs?|donnees?|caracteristiques?|rubriques?|champs?|informations?|chiffres?(?: cles?)?"
    r"|criteres?|elements?|fiche(?: d'identite| signaletique)?|indicators?|fields?|data)"
)
# « Nom | Fonction | Structure »: where a person is, and not what the page is of.
_EMPLOYER = expression(
    r"(?:structures?|organismes?|organisations?|entreprises?|institutions?|associations?|etablissements?"
    r"|collectivites?|employeurs?|laboratoires?|societes?|organi[sz]ation|company)"
    r"(?: (?:d'appartenance|de rattachement))?"
)
# A row that sums up: « Total | 290 000 € », « Reste à trouver | 268 000 € ».
_SUM_OF_ROWS = expression(
    r"\W*(?:(?:sous[ -])?tota(?:l|ux)(?: (?:general|des?|ht|ttc)\b.*)?|solde|reste (?:a|de)\b.*"
    r"|autofinancement|(?:fonds|ressources|recettes) propres|recettes|divers"
    r"|autres?(?: (?:financ|partenair|ressourc|recett)\w*)?"
    r"|(?:non|pas) (?:attribue|decerne)e?s?|not awarded"
    r"|postes? vacants?|a (?:pourvoir|trouver|definir|recruter)|aucune?\b.*)\W*"
)
# What a body has not given, or not yet: « Région | 80 000 € | demandé », « Fondation | 0 € ».
_NOT_GIVEN = expression(
    r"\W*(?:0(?:,00)?\s*(?:€|euros?)?|(?:en )?attente.*|en cours.*|en discussion|negati(?:f|ve)|non"
    r"|(?:refus|demand|sollicit|envisag|abandonn|annul|retir|esper|rejet)e?e?s?"
    r"|(?:a|non) (?:confirm|sollicit|acqui|obten)\w*)\W*"
)
# « Date | Projet | Description »: what happened, row by row, to things that may come again.
_DAY = expression(r"(?:dates?|jours?|quand|seances?|heures?|horaires?|when|days?|time)")
# A quality of the row's thing, whose cells may be words: « n.c. », « en cours ».
_QUALITY = expression(
    r"(?:budgets?|montants?|couts?|financements?|statuts?|etats?|avancement|annees?|durees?|periodes?"
    r"|echeances?|tarifs?|prix|publics?(?: vises?| cibles?)?|priorites?|phases?|amount|cost|status)\b.*"
)
# « Catégorie | Lauréat | Ville »: a row is about who won.
_CATEGORY = expression(
    r"(?:categorie|prix|trophee|distinction|mention|rang|award|category|prize|rank)s?"
)
_WINNER = expression(
    r"(?:(?:projet|structure)s? )?(?:laureat|gagnant)e?s?|(?:winner|winning project)s?"
)
_FEWEST = 2  # rows that begin with a key and make a table without heads a sheet


@dataclass(slots=True)
class Table:
    """The cells of a table, by row and column, as block numbers."""

    number: int  # of the table in its document
    heads: dict[int, str] = field(default_factory=dict)  # in plain form
    classes: dict[int, str] = field(default_factory=dict)  # of what a column's cells name
    keys: dict[int, Key] = field(default_factory=dict)
    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    is_sheet: bool = False  # whether its rows, and not its columns, begin with a key
    main: int = 0  # the column of what the rows are about
    given: int | None = None  # the column of given names, beside that of family names
    is_named: bool = False  # whether its head is « Nom », « Titre » or nothing
    others: tuple[int, ...] = ()  # columns of words whose head is not known: « Tâche », « Risque »
    is_diary: bool = False  # whether its rows say what happened, and when, and not what things are
    said: Key | None = None  # what its main column is to the thing of the section: « Financeur »

    @property
    def is_of_things(self) -> bool:
        """Whether its heads show what its rows are about: « Risque | Description » may be of anything."""
        return bool(self.classes.get(self.main) or self.said) or any(
            not is_prose(key.wanted) for key in self.keys.values()
        )

    def is_beside(self, column: int) -> bool:
        """Whether a column says something of the main one, and not of a thing that stands between."""
        first, last = sorted((self.main, column))
        return not any(first < other < last for other in self.others)


def read_tables(view: View) -> list[Table]:
    """The tables of which at least one column head names a property."""
    return view.once(_read_tables)


def _read_tables(view: View) -> list[Table]:
    tables: dict[int, Table] = {}
    for number, block in enumerate(view.blocks):
        if block.kind != "cell":
            continue
        table = tables.setdefault(block.table, Table(block.table))
        if block.row > 0:
            table.rows.setdefault(block.row, {})[block.column] = number
            continue
        table.rows.setdefault(0, {})[block.column] = number
        table.heads[block.column] = collapse(view.plain[number])
        table.classes[block.column] = _class_of_head(view, number)
        key = read_key(view, block.text)
        if key is not None and key.wanted.name != "identifier":  # of whom, the table does not say
            table.keys[block.column] = key
    for table in tables.values():
        first = table.rows.pop(0, {})
        if _is_keyed(view, table):
            table.is_sheet = True
            table.rows = {0: first, **table.rows} if 0 in table.keys else table.rows
        elif _SHEET.fullmatch(table.heads.get(0, "-")):
            table.is_sheet = True
        if table.is_sheet:
            continue
        _read_names(table)
        table.main = _family_column(table) or _main_column(view, table)
        if _is_of_ranks(table):
            table.keys.clear()
        main = table.keys.pop(table.main, None)
        bodies = main is not None and not main.reverse and "Institution" in main.wanted.range
        table.said = main if bodies else None
        table.rows = {row: cells for row, cells in table.rows.items() if _is_of(view, table, cells)}
        _read_carriers(view, table)
        _read_employers(view, table)
        head = table.heads.get(table.main, "")
        table.is_named = not head or view.lexicon.ontology.context.find_term(head) == "prefLabel"
        table.others = tuple(column for column in table.heads if _is_other(view, table, column))
        table.is_diary = _is_diary(view, table)
    return [t for t in tables.values() if t.keys or t.is_sheet or t.said or t.given is not None]


def _is_of_ranks(table: Table) -> bool:
    """Whether rows begin with a category, and nothing says what won it: « Catégorie | Lauréat »."""
    carried = any(key.wanted.name == "carriedBy" for key in table.keys.values())
    ranked = _CATEGORY.fullmatch(table.heads.get(0, "")) is not None
    return ranked and not table.classes.get(table.main) and not (carried and table.main)


def _is_of(view: View, table: Table, cells: dict[int, int]) -> bool:
    """Whether a row is of one thing, and in a table of funders or partners of one that is so."""
    first = cells.get(table.main)
    if first is not None and _SUM_OF_ROWS.fullmatch(view.plain[first]):
        return False
    beside = (number for column, number in cells.items() if column != table.main)
    return table.said is None or not any(_NOT_GIVEN.fullmatch(view.plain[n]) for n in beside)


def _is_other(view: View, table: Table, column: int) -> bool:
    """Whether a column may be of things of its own: its head is not known, and its cells are words."""
    head = table.heads[column]
    told = column == table.given or table.keys.get(column) or table.classes.get(column)
    if told or not head or _QUALITY.fullmatch(head):
        return False
    cells = (view.blocks[row[column]].text for row in table.rows.values() if column in row)
    known = view.lexicon.ontology.context.knows(head)
    return not known and any(text[:1].isalpha() for text in cells)


def _is_diary(view: View, table: Table) -> bool:
    """Whether a day stands before the things of a table, or one of these in several rows."""
    if any(_DAY.fullmatch(table.heads.get(column, "")) for column in range(table.main)):
        return True
    firsts = [view.plain[row[table.main]] for row in table.rows.values() if table.main in row]
    return len(set(firsts)) < len(firsts)


def _is_keyed(view: View, table: Table) -> bool:
    """Whether the rows of a table of two columns begin with keys: « Porteur | Motris »."""
    firsts = [cells[0] for cells in table.rows.values() if 0 in cells]
    columns = {*table.heads, *(column for cells in table.rows.values() for column in cells)}
    told = table.keys.get(1)  # « Clé | Description » heads whatever stands below
    if not firsts or not columns <= {0, 1} or (told is not None and not is_prose(told.wanted)):
        return False
    keyed = sum(_is_key(view, view.blocks[number].text) for number in firsts)
    return keyed >= max(_FEWEST, len(table.rows) / 2)


def _is_key(view: View, text: str) -> bool:
    return read_key(view, text.strip(" :")) is not None or fold_key(text) in SPANNED


def _read_names(table: Table) -> None:
    """What « Nom » and « Lieu » head: persons beside a function, a place's things beside its town."""
    places = [c for c, kind in table.classes.items() if kind == "Territory"]
    persons = any(key.wanted.name in ("role", "email") for key in table.keys.values())
    for column, head in table.heads.items():
        if _NAME.fullmatch(head) and persons:
            table.classes[column] = "Person"
        elif _SITE.fullmatch(head) and places and column not in places:
            table.classes[column] = "Project"
        else:
            continue
        table.keys.pop(column, None)


def _family_column(table: Table) -> int:
    """The column of family names beside one of given names, which the table is told; 0 for none."""
    given = [c for c, head in table.heads.items() if _GIVEN.fullmatch(head)]
    family = [c for c, head in table.heads.items() if _FAMILY.fullmatch(head)]
    if len(given) != 1 or len(family) != 1:
        return 0
    table.given = given[0]
    table.classes[family[0]] = "Person"
    for column in (*given, *family):
        table.keys.pop(column, None)
    return family[0]


def _read_carriers(view: View, table: Table) -> None:
    """« Projet | Structure »: an institution beside a project carries it."""
    bodies = [c for c, kind in table.classes.items() if kind == "Institution" and c != table.main]
    carried = any(key.wanted.name == "carriedBy" for key in table.keys.values())
    wanted = view.lexicon.ontology.properties.get("carriedBy")
    if table.classes.get(table.main) == "Project" and len(bodies) == 1 and wanted and not carried:
        table.keys.setdefault(bodies[0], Key(wanted, reverse=False))


def _read_employers(view: View, table: Table) -> None:
    """« Nom | Fonction | Structure »: where each person is."""
    wanted = view.lexicon.ontology.properties.get("memberOfInstitution")
    if table.classes.get(table.main) != "Person" or wanted is None:
        return
    for column, head in table.heads.items():
        if column != table.main and _EMPLOYER.fullmatch(head):
            table.keys.setdefault(column, Key(wanted, reverse=False))


def _main_column(view: View, table: Table) -> int:
    """The column of what the rows are about: the first, unless it holds places, bodies, values, numbers.

    Beside projects bodies only carry them; without another column of things the first is the one.
    """
    won = (column for column, head in table.heads.items() if _WINNER.fullmatch(head))
    if _CATEGORY.fullmatch(table.heads.get(0, "")) and (winner := next(won, None)):
        return winner
    cells = (view.blocks[row[0]].text for row in table.rows.values() if 0 in row)
    if (
        table.classes.get(0, "") in ("Territory", "Institution")
        or not table.heads.get(0)
        or (0 in table.keys and not table.classes.get(0))
        or not any(character.isalpha() for text in cells for character in text)
    ):
        for column, kind in sorted(table.classes.items()):
            if column and kind not in ("", "Territory") and column not in table.keys:
                return column
    return 0


def _class_of_head(view: View, number: int) -> str:
    text = view.blocks[number].text
    known = find_page_class(view.lexicon.ontology, text) or find_class(view, text)
    if known:
        return known if known != "Document" else ""
    cue = view.lexicon.find_cue("class", text) or view.lexicon.find_cue("context", text)
    return cue.announces if cue else ""
