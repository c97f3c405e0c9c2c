"""``manifest.json``: what a release holds, and the digests by which it can be checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import ChangeCounts
from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.records import Severity
from lf2l_kg.base.settings import Settings
from lf2l_kg.query import find_dump_query

FILE_NAME = "manifest.json"

#: Goes up by one when the files of a release change in kind or in meaning.
FORMAT = 8

_NO_DIGEST = b'""\n}\n'  # how a manifest ends that has none yet


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file. Of a compressed one, ``content_…`` describes what is inside; else they are the same.

    Of a dump in chunks, ``content_sha256`` is the SHA-256 of lines: the SHA-256 of its head, of each chunk,
    of its tail, unpacked.
    """

    sha256: str
    size: int  # bytes
    content_sha256: str
    content_size: int  # bytes


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """One named graph. The digest is the SHA-256 of its sorted N-Quads lines."""

    document: str  # the path of the document that it comes from; "" for a layer such as "links"
    quads: int
    digest: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in a release."""

    documents: int
    quads: int  # in dump.nq.zst
    triples: int  # in dump.ttl.gz, and in the store's default graph
    store_quads: int  # in store/: quads and triples, those whose values are equal once
    entities: dict[str, int]  # that documents speak of, by their class's local name
    facts: int  # distinct statements in the graphs of documents
    links: int
    results: dict[Severity, int]  # of validation, by severity


@dataclass(frozen=True, slots=True)
class PublishedSubset:
    """A subset, with the text of its query."""

    name: str
    query: str  # the name of the query
    text: str
    terms: tuple[tuple[str, str], ...]  # (variable, IRI), sorted

    @property
    def file(self) -> str:
        """The name of its file in a release."""
        return f"subset-{self.name}.ttl.gz"


@dataclass(frozen=True, slots=True)
class Published:
    """What a release takes from the settings. It can be recomputed from this and its dataset."""

    base_iri: str
    title_fr: str
    title_en: str
    publisher: str
    publisher_type: str  # of the list of ADMS
    contact: str  # an e-mail address; "" for the home page
    licence: str
    spatial: str  # IRI of the area that is covered
    frequency: str  # of the EU's list
    language: Language
    parquet: bool
    subsets: tuple[PublishedSubset, ...]


def read_published(settings: Settings) -> Published:
    """What a release takes from the settings.

    Raises:
        InputError: when the query of a subset is missing, or takes other terms.
    """
    return Published(
        base_iri=settings.base_iri,
        title_fr=settings.title_fr,
        title_en=settings.title_en,
        publisher=settings.publisher,
        publisher_type=settings.publisher_type,
        contact=settings.contact,
        licence=settings.licence,
        spatial=settings.spatial,
        frequency=settings.frequency,
        language=settings.language,
        parquet=settings.parquet,
        subsets=tuple(
            PublishedSubset(
                s.name,
                s.query,
                find_dump_query(settings.queries, s.query, dict(s.terms)),
                s.terms,
            )
            for s in settings.subsets
        ),
    )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a release but its data.

    ``store/`` and ``index.sqlite``, and the sums of both, are not in ``files``: their bytes differ from one
    build to the next, what they hold does not.
    """

    format: int
    digest: str  # of the release; see release_digest
    dataset_digest: str
    package_version: str
    commit: str
    issued: date
    published: Published
    ontology_iri: str
    ontology_version: str
    ontology_digest: str
    conforms: bool
    previous: str  # digest of the release that changes.md compares with; "" for none
    feed_previous: str  # digest of the release whose feed this one goes on; "" for none
    counts: Counts
    changes: ChangeCounts
    graphs: dict[str, GraphRecord]  # by graph name, sorted
    files: dict[str, FileRecord]  # by name, sorted
    sha256: str = ""  # of this manifest as written with "" here

    def serialize(self) -> bytes:
        """The bytes of ``manifest.json``: indented JSON, the same for the same manifest."""
        return self.sign()[1]

    def sign(self) -> tuple[str, bytes]:
        """Its own digest, and its bytes with it."""
        unsigned = msgspec.json.encode(replace(self, sha256=""))
        return _sign(msgspec.json.format(unsigned, indent=2) + b"\n")


def _sign(unsigned: bytes) -> tuple[str, bytes]:
    digest = hashlib.sha256(unsigned).hexdigest()
    return digest, b'%b"%b"\n}\n' % (unsigned.removesuffix(_NO_DIGEST), digest.encode())


def _is_signed(data: bytes) -> bool:
    """Whether the bytes of a manifest are as they were written."""
    before = data[: data.rfind(b'"')].rpartition(b'"')[0]
    return _sign(before + _NO_DIGEST)[1] == data


def read_manifest(release: Path) -> Manifest:
    """Read the manifest of a release directory.

    Raises:
        InputError: when there is none, when it is not as it was written, or when its format is one
            that this version does not know.
    """
    path = release / FILE_NAME
    try:
        data = path.read_bytes()
        manifest = msgspec.json.decode(data, type=Manifest)
    except OSError as error:
        raise InputError(
            Message(
                fr=f"ce n’est pas une version publiée\u00a0: manifeste illisible ({error.strerror})\u00a0; "
                "relancez «\u00a0lf2l-kg build\u00a0»",
                en=f"this is no release: unreadable manifest ({error.strerror}); run `lf2l-kg build` again",
            ),
            path=str(path),
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error
    if manifest.format != FORMAT:
        raise InputError(
            Message(
                fr=f"format {manifest.format} inconnu (celui-ci lit le {FORMAT})\u00a0: "
                "installez une version de lf2l-kg qui le lit, ou reconstruisez",
                en=f"unknown format {manifest.format} (this one reads {FORMAT}): "
                "install a version of lf2l-kg that reads it, or build again",
            ),
            path=str(path),
            value=str(manifest.format),
        )
    if not _is_signed(data):
        raise _damaged(path, "sha256")
    return manifest


def _damaged(path: Path, reason: str) -> InputError:
    return InputError(
        Message(
            fr=f"manifeste abîmé ({reason})\u00a0; supprimez ce dossier et relancez "
            "«\u00a0lf2l-kg build\u00a0»",
            en=f"damaged manifest ({reason}); delete this folder and run `lf2l-kg build` again",
        ),
        path=str(path),
    )
