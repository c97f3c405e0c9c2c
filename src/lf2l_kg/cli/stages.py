"""The stages from documents to a dataset: read, extract, resolve, assemble."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import Command, option, say
from .streams import (
    cache_folder,
    check_classes_of,
    input_argument,
    output_option,
    output_stream,
    settings_of,
    source_stream,
)
from .terminal import tell, tell_findings

if TYPE_CHECKING:
    from lf2l_kg.base.ontology import Ontology
    from lf2l_kg.base.records import Document, Fact
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.review import Answers

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ALL = Message(fr="Montrer tous les constats.", en="Show all findings.")


@click.command(
    cls=Command,
    told=Message(
        fr="Lire les documents : en-tête YAML, blocs de Markdown, places exactes.",
        en="Read the documents: YAML front matter, Markdown blocks, exact positions.",
    ),
    example="lf2l-kg read data/documents -o documents.jsonl",
)
@click.argument(
    "folders",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    metavar="[FOLDER]...",
)
@output_option()
@option("--all", "everything", is_flag=True, told=ALL)
def read(folders: tuple[Path, ...], output: Path | None, everything: bool) -> int:
    """Folder(s) → documents.jsonl."""
    from msgspec.structs import replace

    from lf2l_kg.base.jsonl import write_records
    from lf2l_kg.base.patterns import unused_classes
    from lf2l_kg.base.records import by_severity
    from lf2l_kg.read import find_files, read_document

    settings = settings_of(folders)
    check_classes_of(settings)
    files = find_files(settings.documents, settings)
    findings = [*unused_classes(settings.classes, (file.path for file in files))]

    def noted() -> Iterator[Document]:
        for file in files:
            document = read_document(file, settings)
            findings.extend(replace(f, path=file.location) for f in document.findings)
            yield document

    with output_stream(output) as stream:
        write_records(noted(), stream)
    tell_findings(by_severity(findings), everything=everything)
    return int(any(finding.severity == "error" for finding in findings))


@click.command(
    cls=Command,
    told=Message(
        fr="Extraire les faits des documents, chacun avec les mots qui le disent.\n"
        "Les réponses d’une personne aux faits à relire décident de ce qui est gardé.",
        en="Extract the documents' facts, each with the words that state it.\n"
        "What a person has answered about facts to review decides on what is kept.",
    ),
    example="lf2l-kg extract documents.jsonl -o facts.jsonl --review review.tsv",
)
@input_argument()
@output_option()
@option(
    "--review",
    type=click.Path(dir_okay=False, path_type=Path),
    told=Message(
        fr="Fichier des faits trop peu sûrs pour être publiés ; les réponses qui s’y trouvent sont gardées.",
        en="File of the facts that are too unsure to be published; the answers in it are kept.",
    ),
)
def extract(source: Path, output: Path | None, review: Path | None) -> None:
    """documents.jsonl → facts.jsonl."""
    from lf2l_kg.base.gazetteer import open_gazetteer
    from lf2l_kg.base.jsonl import read_records, write_records
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.base.records import Document
    from lf2l_kg.extract import extract_facts
    from lf2l_kg.review import read_answers, review_facts

    settings = settings_of()
    answers = read_answers(settings.reviewed, review)
    waiting: list[Fact] = []
    answered: list[Fact] = []
    ontology, gazetteer = load_ontology(settings.ontology), open_gazetteer(cache_folder())

    def published(documents: Iterable[Document]) -> Iterator[Fact]:
        for document in documents:
            if document.readable:
                facts = extract_facts(document, ontology, gazetteer)
                reviewed = review_facts(facts, answers, settings.threshold)
                waiting.extend(reviewed.waiting)
                answered.extend((*reviewed.confirmed, *reviewed.refused))
                yield from reviewed.published

    with source_stream(source) as (stream, name), output_stream(output) as product:
        write_records(published(read_records(stream, Document, name)), product)
    if review is not None:
        _write_review(review, settings, waiting, answered, answers, ontology)
    elif waiting:
        facts = counted(len(waiting), ("fait mis", "faits mis"), ("fact", "facts"))
        tell(
            say(
                Message(
                    fr=f"{facts.fr} de côté, sous le seuil de {settings.threshold} ; "
                    "« --review FICHIER » garde les questions",
                    en=f"{facts.en} set aside, under the threshold of {settings.threshold}; "
                    "`--review FILE` keeps the questions",
                )
            )
        )


def _write_review(
    review: Path, settings: Settings, waiting: list[Fact], answered: list[Fact], answers: Answers,
    ontology: Ontology,
) -> None:  # fmt: skip
    """Ask what the ontology admits, as far as it shows before mentions are resolved."""
    from lf2l_kg.assemble import find_unfit
    from lf2l_kg.base.wording import Wording
    from lf2l_kg.resolve import Entities
    from lf2l_kg.review import write_review

    unfit = {fact for fact, _ in find_unfit(waiting, Entities.of(()), ontology)}
    asked = [fact for fact in waiting if fact not in unfit]
    wording = Wording.of(ontology, settings.language)
    write_review(review, settings.reviewed, asked, answered, answers, wording)


@click.command(
    cls=Command,
    told=Message(
        fr="Réunir les mentions d’une même chose en une entité, avec une IRI durable.\n"
        "Les IRI nouvelles entrent au registre des identités.",
        en="Bring the mentions of one thing together as an entity with a lasting IRI.\n"
        "New IRIs are entered in the register of identities.",
    ),
    example="lf2l-kg resolve facts.jsonl --documents documents.jsonl -o entities.jsonl",
)
@input_argument()
@output_option()
@option(
    "--register",
    "identities",
    type=click.Path(dir_okay=False, path_type=Path),
    told=Message(
        fr="Registre des identités ; celui du projet par défaut.",
        en="Register of identities; the project's by default.",
    ),
)
@option(
    "--documents",
    type=FILE,
    told=Message(
        fr="Les documents lus (documents.jsonl), dont le texte fait reconnaître un fichier renommé.",
        en="The documents as read (documents.jsonl), by whose text a renamed file is recognised.",
    ),
)
def resolve(
    source: Path, output: Path | None, identities: Path | None, documents: Path | None
) -> None:
    """facts.jsonl → entities.jsonl, and the register."""
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.base.jsonl import read_records, write_records
    from lf2l_kg.base.records import Document, Fact
    from lf2l_kg.base.text import content_digest
    from lf2l_kg.resolve import read_register, resolve_entities, write_register

    settings = settings_of()
    path = identities or settings.identities
    register = read_register(path)
    contents: dict[str, str] = {}
    if documents is not None:
        with documents.open("rb") as texts:
            read = read_records(texts, Document, str(documents))
            contents = {document.path: content_digest(document.text) for document in read}
    with source_stream(source) as (stream, name):
        facts = read_records(stream, Fact, name)
        entities = resolve_entities(
            facts, register, Iris(settings.base_iri), contents, settings.language
        )
    with output_stream(output) as product:
        write_records(entities.entities, product)
    if entities.register != register:
        write_register(entities.register, path)
    tell_findings(entities.findings, everything=False)


@click.command(
    cls=Command,
    told=Message(
        fr="Assembler faits et entités en un jeu de données RDF, un graphe nommé par document.",
        en="Assemble facts and entities into an RDF dataset, one named graph a document.",
    ),
    example="lf2l-kg assemble facts.jsonl --entities entities.jsonl -o dataset.nq",
)
@input_argument()
@option(
    "--entities",
    "entities_file",
    type=FILE,
    required=True,
    told=Message(fr="Ce que donne « resolve ».", en="What `resolve` gives."),
)
@output_option()
@option("--all", "everything", is_flag=True, told=ALL)
def assemble(source: Path, entities_file: Path, output: Path | None, everything: bool) -> None:
    """facts.jsonl, entities.jsonl → dataset.nq."""
    from lf2l_kg.assemble import assemble_corpus
    from lf2l_kg.base.gazetteer import open_gazetteer
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.base.jsonl import read_records
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.base.records import Entity, Fact
    from lf2l_kg.resolve import Entities

    settings = settings_of()
    ontology = load_ontology(settings.ontology)
    with entities_file.open("rb") as stream:
        entities = Entities.of(read_records(stream, Entity, str(entities_file)))
    with source_stream(source) as (stream, name):
        facts = list(read_records(stream, Fact, name))
    iris, gazetteer = Iris(settings.base_iri), open_gazetteer(cache_folder())
    assembly = assemble_corpus(facts, entities, ontology, iris, gazetteer, settings.language)
    with output_stream(output) as product:
        product.write(assembly.dataset.serialize())
    tell_findings(assembly.unfit, everything=everything)
