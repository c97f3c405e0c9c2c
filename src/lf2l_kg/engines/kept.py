"""Steps whose products are kept: what has not changed is neither converted nor validated twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.patterns import class_of
from lf2l_kg.base.products import Products, code_digest, make_key
from lf2l_kg.base.records import Report
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile, read_contents
from lf2l_kg.validate import ShaclResult, divide_dataset, report_results

from .local import convert_documents, validate_portions
from .partition import Conversion


def convert_changed(
    files: Sequence[SourceFile],
    settings: Settings,
    ontology: Ontology,
    cache: Path,
    products: Products,
    *,
    processes: int | None = None,
) -> Iterator[Conversion]:
    """The conversions of all the documents, in their order; those that are kept are not made again.

    Args:
        files: the documents.
        settings: of the project.
        ontology: that drives extraction.
        cache: the folder of the gazetteer's index.
        products: what is kept.
        processes: see :func:`convert_documents`.

    Raises:
        OutputError: when a process was killed, for lack of memory most often.
    """
    ground = make_key("conversion", code_digest(), ontology.digest)

    def key(path: str, digest: str) -> bytes:
        return make_key(ground, path, class_of(path, settings.classes), digest)

    keys = {file.path: key(file.path, digest) for file, digest in _digests(files, settings)}
    known = products.known(keys.values())
    fresh = [file for file in files if keys.get(file.path) not in known]
    to_make = {file.path for file in fresh}
    made = convert_documents(fresh, settings, ontology, cache, processes=processes)
    for file in files:
        kept = products.find(keys[file.path], Conversion) if file.path not in to_make else None
        if kept is not None:
            yield kept
            continue
        if file.path in to_make:
            conversion = next(made)
        else:  # what was kept is damaged
            conversion = next(convert_documents([file], settings, ontology, cache, processes=1))
        if conversion.digest:  # of what was read, which may be newer than what the key was made of
            products.keep(key(file.path, conversion.digest), conversion)
        yield conversion


def _digests(files: Sequence[SourceFile], settings: Settings) -> Iterator[tuple[SourceFile, str]]:
    """The SHA-256 of each file that can be read."""
    for file in files:
        contents = read_contents(file, settings.max_file_mib)
        if isinstance(contents, bytes):
            yield file, hashlib.sha256(contents).hexdigest()


def validate_changed(
    dataset: Dataset, ontology: Ontology, products: Products, *, processes: int | None = None
) -> Report:
    """The report of ``validate_dataset``; portions of the dataset that are kept are not checked again.

    Raises:
        InputError: when a shape is malformed.
        OutputError: when a process was killed, for lack of memory most often.
    """
    ground = make_key("validation", code_digest(), ontology.digest)
    portions = divide_dataset(dataset, ontology)
    keys = [make_key(ground, portion.digest) for portion in portions]
    found = [products.find(key, tuple[ShaclResult, ...]) for key in keys]
    fresh = [n for n, results in enumerate(found) if results is None]
    made = validate_portions([portions[n] for n in fresh], ontology, processes=processes)
    for n, results in zip(fresh, made, strict=True):
        products.keep(keys[n], results)
        found[n] = results
    return report_results(dataset, ontology, [one for results in found for one in results or ()])
