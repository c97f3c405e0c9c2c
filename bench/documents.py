"""French Markdown made from templates: as many documents as wanted, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

SMALLEST, LARGEST = 1_000, 7_500  # bytes aimed at; a last section may add some hundred

PLACES = (
    "Aubagne", "Auch", "Aurillac", "Belfort", "Blois", "Brest", "Cahors", "Chambéry", "Châteauroux",
    "Cherbourg", "Colmar", "Dax", "Dieppe", "Dole", "Épinal", "Figeac", "Foix", "Gap", "Genk", "Guéret",
    "Hasselt", "La Rochelle", "La Roche-sur-Yon", "Laval", "Le Creusot", "Limoges", "Lorient", "Mâcon",
    "Metz", "Millau", "Mons", "Namur", "Nevers", "Niort", "Périgueux", "Quimper", "Redon", "Rodez",
    "Saint-Dié-des-Vosges", "Saint-Étienne", "Saint-Nazaire", "Saumur", "Sedan", "Sète", "Tarbes",
    "Thionville", "Tulle", "Valence", "Vannes", "Vesoul", "Vichy", "Vierzon", "Viseu", "Vitré", "Wavre",
)  # fmt: skip
OUTER = (
    "Belgique",
    "Portugal",
    "Grand Est",
    "Bretagne",
    "Occitanie",
    "Wallonie",
    "Nouvelle-Aquitaine",
)
_FIRST = (
    "Anne",
    "Benoît",
    "Claire",
    "Damien",
    "Élodie",
    "Farid",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jean-Paul",
)
_LAST = (
    "Abadie",
    "Besson",
    "Chevrier",
    "Delmas",
    "Escoffier",
    "Fabre",
    "Garnier",
    "Humbert",
    "Le Bihan",
)
_NOUNS = (
    "Fabrique",
    "Halle",
    "Ruche",
    "Grange",
    "Manufacture",
    "Verrerie",
    "Serre",
    "Remise",
    "Cantine",
)
_WORDS = (
    "Verte",
    "des Possibles",
    "du Port",
    "Numérique",
    "Partagée",
    "des Voisins",
    "Ouverte",
    "du Canal",
)
BODIES = (
    "l'association {n}", "la Fondation {n}", "l'Université de {place}", "la Métropole de {place}",
    "le laboratoire {n}", "la coopérative {n}", "la Communauté de communes de {place}", "le Pôle {n}",
)  # fmt: skip
THEMES = (
    "Coworking / Tiers lieux", "Habitat partagé", "Budget participatif", "Circuits courts",
    "Économie sociale et solidaire", "Mobilité douce", "Revitalisation des centres-villes",
    "Participation citoyenne", "Reconversion de friches",
)  # fmt: skip
PROSE = (
    "Depuis quelques années, les habitants prennent l'habitude de se retrouver le soir autour d'une"
    " grande table pour parler de ce qui change dans leur rue.",
    "On y répare des vélos, on y cuisine ensemble, et chacun repart avec une idée à essayer chez soi.",
    "Le bâtiment était vide ; il a fallu refaire le toit, tirer l'électricité et convaincre les voisins.",
    "Rien n'est figé : le règlement est relu tous les six mois, à voix haute, par celles et ceux qui"
    " viennent souvent.",
    "Le plus difficile n'est pas de trouver l'argent mais de garder du temps pour écouter.",
    "Une visite coûte trois euros, la gratuité restant la règle pour les moins de douze ans.",
    "Les premiers mois ont surtout servi à comprendre **qui** vient, *quand*, et avec quelles attentes.",
    "À la fin de chaque saison, un compte rendu de quatre pages est affiché à l'entrée.",
    "Faut-il aller plus loin ? La question a été posée en réunion et personne n'a voulu y répondre seul.",
    "Le matériel est prêté contre signature ; voir la [charte de prêt](/charte) et les horaires.",
)
_FACTS = (
    "Le projet {project} est porté par {body} et soutenu par {body}.",
    "À {place}, {body} accompagne les porteurs de projets depuis {year}.",
    "{place} compte {number} habitants et a ouvert son premier atelier en {year}.",
    "Créée en {year}, {body} est membre du réseau {n}.",
    "{person}, directrice de {body}, présente la démarche à {place}, {outer}.",
    "La ville a été lauréate du prix {n} en décembre {year}.",
    "Dans le cadre du projet {project}, financé par {body}, une friche devient un jardin.",
    "Le lieu s'inspire de {project}, sur le modèle de ce qui se fait en {outer}.",
)
_ITEMS = (
    "- [{project}](https://www.{slug}.example/) : atelier partagé à {place}",
    "- [{project}](https://{slug}.example/projet?id={number1}), {place}",
    "- {project}, {place}, {outer}",
    "- **{project}** – accueil du public, ateliers, prêt d'outils",
    "- un four à pain commun, ouvert le samedi",
    "- {person} ({slug}{{at}}exemple.fr)",
    "- https://presse.example/{year}/{slug}.html",
)


class Writer:
    """Draws what fills the templates."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def name(self) -> str:
        """A name that many things have."""
        return f"{self.random.choice(_NOUNS)} {self.random.choice(_WORDS)}"

    def surname(self) -> str:
        """Of a person."""
        return self.random.choice(_LAST)

    def fill(self, template: str) -> str:
        """The template with every slot drawn anew."""
        draw = self.random.choice
        name, year = self.name(), self.random.randint(1995, 2024)
        body = draw(BODIES).format(n=self.name(), place=draw(PLACES))
        return template.format(
            n=name,
            project=f"{draw(('La', 'Le lieu', 'Atelier'))} {name}",
            place=draw(PLACES),
            outer=draw(OUTER),
            person=f"{draw(_FIRST)} {draw(_LAST)}",
            body=body,
            year=year,
            number=f"{self.random.randint(2, 300)} 000",
            number1=self.random.randint(1, 99_999),
            slug=name.split()[0].lower() + str(year),
        )

    def paragraph(self) -> str:
        """Three to seven sentences, about one in three with names in it."""
        prose = self.random.sample(PROSE, self.random.randint(2, 5))
        facts = (self.fill(self.random.choice(_FACTS)) for _ in prose[1::2])
        return " ".join((*prose, *facts)) + "\n"

    def items(self) -> str:
        """A list of three to eight items."""
        chosen = self.random.choices(_ITEMS, k=self.random.randint(3, 8))
        return "\n".join(map(self.fill, chosen)) + "\n"

    def table(self) -> str:
        """A small table of projects."""
        rows = (self.fill("| {place} | {project} | {year} |") for _ in range(4))
        return "\n".join(("| Commune | Projet | Ouverture |", "|---|---|---|", *rows)) + "\n"

    def references(self) -> str:
        """A publication and a contact."""
        return self.fill(
            "- Fabre C., Delmas P. [Habiter la {n}](https://doi.org/10.1234/abc.{number1}) *Revue des"
            " lieux*, {year}.\n- Contact : {person}, {slug}@exemple.fr\n"
        )


def _sections(writer: Writer) -> Iterator[str]:
    """Sections without end, each with its heading."""
    contents: tuple[Callable[[], str], ...] = (
        writer.paragraph, writer.paragraph, writer.items, writer.table, writer.references,
    )  # fmt: skip
    while True:
        yield f"## {writer.random.choice(THEMES)}\n\n{writer.paragraph()}"
        for _ in range(writer.random.randint(1, 3)):
            heading = writer.fill("### {place} ({number} hab) - {project}")
            yield f"{heading}\n\n{writer.random.choice(contents)()}"


def document(seed: int) -> str:
    """The document of a number: one to eight kilobytes with front matter."""
    random = Random(f"lf2l-kg {seed}")  # noqa: S311 - nothing secret: the same documents every time
    writer = Writer(random)
    aim = random.randint(SMALLEST, LARGEST)
    parts = [
        writer.fill(
            '---\ntitle: "Carnet de {place}"\nlang: fr\ndate: {year}-03-12\n'
            "tags: [territoire, {outer}]\nauthor:\n  name: {person}\n---\n"
        )
    ]
    for section in _sections(writer):
        parts.append(section)
        if sum(len(part.encode()) for part in parts) >= aim:
            return "\n".join(parts)
    raise AssertionError  # the sections have no end


def write_documents(folder: Path, count: int) -> None:
    """Writes documents into a folder that exists."""
    for number in range(count):
        (folder / f"carnet-{number:05}.md").write_text(document(number), encoding="utf-8")
