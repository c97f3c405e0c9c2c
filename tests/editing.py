"""A small project of varied documents, and what people do to it between two builds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import FILE_NAME
from lf2l_kg.release import current_release

INSTITUTIONS = (
    ("Association Motris", "MOT"),
    ("Université de Lorraine", "UL"),
    ("Pôle Image", "PI"),
    ("Maison du Livre", "MDL"),
)
TOWNS = ("Metz", "Genk", "Épinal", "Verdun", "Saint-Dié-des-Vosges", "Valenciennes")
PROJECTS = ("La Ruche Verte", "La Halle Ouverte", "Le Moulin", "La Grange du Port")
PEOPLE = ("Claire Abadie", "C. Abadie", "Hugo Besson", "Inès Fabre")
THEMES = ("Habitat partagé", "Circuits courts", "Mobilité douce", "Coworking / Tiers lieux")
SETTINGS = {
    "base_iri": ('"https://w3id.org/lf2l/"', '"https://data.example/kg/"'),
    "language": ('"fr"', '"en"'),
    "threshold": ("0.5", "0.86", "0.91"),
    "edit_url": ('"https://git.example/{path}#L{line}"', '"https://git.example/b/{path}"'),
    "title_fr": ('"Territoires"', '"Territoires d’essai"'),
    "max_loss": ("1.0", "0.1"),
    "max_file_mib": ("1", "5"),
    "queries": ('"queries"', '"no-queries"'),
}


def institution(random: Random) -> str:
    """The page of an institution with names that others use, and a table."""
    name, acronym = random.choice(INSTITUTIONS)
    rows = "".join(
        f"| {random.choice(PROJECTS)} | {random.choice(TOWNS)} | {random.randrange(1990, 2026)} |\n"
        for _ in range(3)
    )
    return (
        f"---\ntitle: {name}\ntype: Institution\nsigle: {acronym}\nalias: [Les {name}]\n"
        f"title-en: House {acronym}\nsite: https://{acronym.lower()}.example/\n"
        f"themes: [{random.choice(THEMES)}]\n---\n\n"
        f"# {name}\n\n{name} ({acronym}) est située à {random.choice(TOWNS)}, en France.\n\n"
        f"| Projet | Territoire | Début |\n|---|---|---|\n{rows}\n"
        f"Contact : **{random.choice(PEOPLE)}** : contact@{acronym.lower()}.example\n"
    )


def territory(random: Random) -> str:
    """Notes on towns, with links to other documents."""
    town, (body, acronym) = random.choice(TOWNS), random.choice(INSTITUTIONS)
    project = random.choice(PROJECTS)
    return (
        f'---\ntitle: "Notes, {town}"\nlang: {random.choice(("fr", "en"))}\n---\n\n'
        f"## {random.choice(THEMES)}\n\n### {town} ({random.choice((32, 61))} 000 hab) - {project}\n\n"
        f"Le projet {project} est porté par {random.choice((body, acronym))} et soutenu par la "
        f"Métropole de {town}. Depuis 2019, on y répare.\n\n"
        f"{random.choice(PEOPLE)}, directrice de {body}, y présente la démarche.\n\n"
        f"- [{project}](https://{town[0].lower()}.example/) : atelier à {town}\n"
        f"- voir [une page](fiche-{random.randrange(12)}.md), inspirée de {random.choice(PROJECTS)}\n"
    )


def project_page(random: Random) -> str:
    """The page of a project, which prose alone or its fields describe."""
    name, (body, acronym) = random.choice(PROJECTS), random.choice(INSTITUTIONS)
    return (
        f"---\ntitle: {name}\ntype: {random.choice(('Projet', 'Project', 'Personne', 'Rien'))}\n"
        f"lieu: {random.choice(TOWNS)}\nporteur: {random.choice((body, acronym))}\n---\n\n# {name}\n\n"
        f"Ville : {random.choice(TOWNS)}\n\nPartenaire : {random.choice((body, acronym))}\n\n"
        f"{name} a reçu le label Territoire Innovant OR en décembre {random.randrange(2012, 2024)}.\n"
    )


PAGES = (institution, territory, project_page)


@dataclass(frozen=True)
class Project:
    """A project, and where what builds have made is kept."""

    folder: Path
    cache: Path

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def releases(self) -> Path:
        return self.folder / "releases"

    def some(self, random: Random) -> Path:
        """One of the documents."""
        return random.choice(sorted(p for p in self.documents.rglob("*.md") if p.is_file()))

    def current(self) -> Path | None:
        """The release that is current, where there is one."""
        with suppress(InputError):
            return current_release(self.releases)
        return None


def begin(project: Project, random: Random) -> None:
    """Write a dozen documents, the ontology and the settings."""
    project.documents.mkdir(parents=True)
    for number in range(12):
        page = PAGES[number % len(PAGES)]
        (project.documents / f"fiche-{number}.md").write_text(page(random), encoding="utf-8")
    shutil.copytree(packaged("ontology"), project.folder / "ontology")
    (project.folder / "queries").mkdir()
    (project.folder / "queries" / "q.rq").write_text(
        "# Quels territoires ?\nSELECT ?s ?p ?o { ?s ?p ?o }\n", encoding="utf-8"
    )
    lines = ['documents = ["documents"]', 'ontology = "ontology"']
    lines += [f"{key} = {values[0]}" for key, values in SETTINGS.items()]
    (project.folder / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rewrite(path: Path, pattern: str, new: Callable[[re.Match[str]], str]) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    path.write_text(re.sub(pattern, new, text, count=1, flags=re.M), encoding="utf-8")


def change_a_sentence(project: Project, random: Random) -> None:
    word = random.choice(
        ("Un mot.", "Le LF2L l’accompagne.", f"On y voit {random.choice(PEOPLE)}.")
    )
    _rewrite(project.some(random), r"\.$", lambda _: f". {word}")


def change_a_heading(project: Project, random: Random) -> None:
    name = random.choice((*THEMES, *PROJECTS))
    _rewrite(project.some(random), r"^(#+) .*$", lambda found: f"{found[1]} {name}")


def change_the_type(project: Project, random: Random) -> None:
    kind = random.choice(("Projet", "Institution", "Territoire", "Rien"))
    _rewrite(project.some(random), r"^type: .*$", lambda _: f"type: {kind}")


def change_an_alias(project: Project, random: Random) -> None:
    alias = random.choice((*PROJECTS, *(name for pair in INSTITUTIONS for name in pair)))
    _rewrite(project.some(random), r"^(alias|sigle): .*$", lambda found: f"{found[1]}: {alias}")


def change_the_title(project: Project, random: Random) -> None:
    title = random.choice((*PROJECTS, *TOWNS, *(name for name, _ in INSTITUTIONS)))
    _rewrite(project.some(random), r"^title: .*$", lambda _: f"title: {title}")


def add(project: Project, random: Random) -> None:
    path = project.documents / f"fiche-{random.randrange(20)}.md"
    path.write_text(random.choice(PAGES)(random), encoding="utf-8")


def add_alike(project: Project, random: Random) -> None:
    """A second document with the same text, or one whose name differs by what a slug leaves out."""
    path = project.some(random)
    name = random.choice(
        (f"autre-{path.name}", path.name.replace("-", "_"), path.name.upper()[:-3])
    )
    (project.documents / f"{name.removesuffix('.md')}.md").write_bytes(path.read_bytes())


def remove(project: Project, random: Random) -> None:
    if len(list(project.documents.rglob("*.md"))) > 5:
        project.some(random).unlink()


def rename(project: Project, random: Random) -> None:
    project.some(random).rename(project.documents / f"fiche-{random.randrange(20)}.md")


def move(project: Project, random: Random) -> None:
    path = project.some(random)
    folder = project.documents / random.choice(("projets", "villes", ""))
    folder.mkdir(exist_ok=True)
    path.rename(folder / path.name)


def swap(project: Project, random: Random) -> None:
    one, other = project.some(random), project.some(random)
    contents = one.read_bytes(), other.read_bytes()
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])


DOCUMENTS = (
    change_a_sentence, change_a_heading, change_the_type, change_an_alias, change_the_title, add,
    add_alike, remove, rename, move, swap,
)  # fmt: skip


def answer(project: Project, random: Random) -> None:
    """Answer a question, or change one's mind about an answer that is kept."""
    files = [project.releases / "review.tsv", project.releases / "reviewed.tsv"]
    files = [path for path in files if path.exists()]
    if not files:
        return
    path = random.choice(files)
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [number for number, line in enumerate(lines) if "\t" in line]
    head = lines[rows[0]].split("\t")
    for number in random.sample(rows[1:], min(2, len(rows) - 1)):
        cells = lines[number].split("\t")
        cells[head.index("answer")] = random.choice(("oui", "non", ""))
        lines[number] = "\t".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")


def decide_links(project: Project, random: Random) -> None:
    path = project.releases / "links.sssom.tsv"
    base = "https://w3id.org/lf2l/id/"
    things = ("territory/metz", "territory/genk", "institution/pole-image", "project/le-moulin")
    rows = [
        f"{base}{thing}\tskos:exactMatch\thttp://www.wikidata.org/entity/Q{random.randrange(9) + 1}\t"
        f"semapv:ManualMappingCuration\t{random.choice(('', 'Not'))}\n"
        for thing in random.sample(things, random.randrange(4))
    ]
    path.parent.mkdir(exist_ok=True)
    head = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\n"
    path.write_text(head + "".join(rows), encoding="utf-8")


def change_a_setting(project: Project, random: Random) -> None:
    key = random.choice(sorted(SETTINGS))
    _rewrite(
        (project.folder / FILE_NAME),
        f"^{key} = .*$",
        lambda _: f"{key} = {random.choice(SETTINGS[key])}",
    )


def change_the_classes(project: Project, random: Random) -> None:
    text = (project.folder / FILE_NAME).read_text(encoding="utf-8").partition("[classes]")[0]
    pattern = random.choice(("projets", "fiche-1*.md", "villes/*.md"))
    kind = random.choice(("Project", "Institution", "Territoire"))
    (project.folder / FILE_NAME).write_text(
        f'{text}[classes]\n"{pattern}" = "{kind}"\n', encoding="utf-8"
    )


def change_the_language(project: Project, _: Random) -> None:
    _rewrite(
        project.folder / FILE_NAME,
        "^language = .*$",
        lambda found: 'language = "fr"' if "en" in found[0] else 'language = "en"',
    )


def change_the_cues(project: Project, random: Random) -> None:
    """All that were sure are less so."""
    path = project.folder / "ontology" / "cues.ttl"
    confidence = random.choice(("0.55", "0.65", "0.75"))
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"cue:confidence 0\.\d+ ", f"cue:confidence {confidence} ", text)
    path.write_text(text, encoding="utf-8")


def change_a_shape(project: Project, random: Random) -> None:
    path = project.folder / "ontology" / "shapes.ttl"
    text = path.read_text(encoding="utf-8").partition("# added")[0]
    far = "( lf2l:carriedBy lf2l:homepage )"  # further than one step: one portion
    path.write_text(
        f"{text}# added\nshapes:Added a sh:NodeShape ; sh:targetClass lf2l:Project ; "
        "sh:property shapes:Added-source .\nshapes:Added-source a sh:PropertyShape ; "
        f"sh:path {random.choice(('lf2l:source', far))} ; sh:minCount {random.choice((1, 2))} ; "
        'sh:severity sh:Info ; sh:message "Sans source."@fr , "No source."@en .\n',
        encoding="utf-8",
    )


def change_a_label(project: Project, random: Random) -> None:
    name = random.choice(("lf2l.ttl", "themes.ttl"))
    word = random.choice(("Habitat partagé", "Commun", "Lieu"))
    path = project.folder / "ontology" / name
    _rewrite(path, r'(skos:prefLabel|rdfs:label) "[^"]*"@fr', lambda m: f'{m[1]} "{word}"@fr')


WORDS = (
    answer, decide_links, change_a_setting,
    change_the_language, change_the_classes, change_the_cues, change_a_shape, change_a_label,
)  # fmt: skip
