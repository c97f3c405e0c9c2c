"""In which form, format and coding a client wants its answer."""

from __future__ import annotations

import functools

import msgspec

from lf2l_kg.query import Form, formats_of, parse_format
from lf2l_kg.query.formats import GRAPHS, MEDIA_TYPES, RESULTS
from lf2l_kg.query.job import PAGE, Job
from lf2l_kg.query.plain import plain_form
from lf2l_kg.query.spool import WORTH_IT, Encoding

from .asked import Asked
from .negotiate import choose_encoding, choose_media_type, needs_encoding
from .refusals import not_acceptable, not_encodable


def find_job(asked: Asked, accept: str, encodings: str) -> Job:
    """The query of a request, and how its answer is wanted.

    Args:
        asked: with a query.
        accept: the Accept header.
        encodings: the Accept-Encoding header.

    Raises:
        HttpError: 406.
    """
    encoding, least = choose_coding(encodings)
    table, graph = choose_media_types(accept, asked.format)
    return Job(
        asked.query or "",
        table,
        graph,
        encoding,
        asked.default_graphs,
        asked.named_graphs,
        least,
    )


def find_question(job: Job) -> Job:
    """The same for all ways to write a query: what its answer is kept by."""
    query = plain_form(job.query)
    return job if query == job.query else msgspec.structs.replace(job, query=query)


@functools.lru_cache(maxsize=200)  # a header may have 128 KiB
def choose_media_types(accept: str, named: str) -> tuple[str, str]:
    """The media types in which to answer, for a table and for a graph; "" where there is none.

    Args:
        accept: the Accept header.
        named: the one asked for by ``format=``, which comes first; "" for none.

    Raises:
        HttpError: 406 when there is neither, with what there is.
    """
    table, graph = _choose("select", accept, named), _choose("graph", accept, named)
    if not (table or graph):
        raise not_acceptable([MEDIA_TYPES[name][0] for name in (*RESULTS, *GRAPHS)])
    return table, graph


@functools.lru_cache(maxsize=200)
def choose_coding(accept_encoding: str) -> tuple[Encoding, int]:
    """The content coding, and of how many bytes an answer is at least to be encoded.

    Raises:
        HttpError: 406 when the client takes neither a coding that there is nor plain bytes.
    """
    encoding = choose_encoding(accept_encoding)
    if not needs_encoding(accept_encoding):
        return encoding, WORTH_IT
    if not encoding:
        raise not_encodable(("zstd", "gzip", "identity"))
    return encoding, 0


def _choose(form: Form, accept: str, named: str) -> str:
    formats = formats_of(form)
    if named:
        found = parse_format(named, form)
        return PAGE if named in ("html", PAGE) else MEDIA_TYPES[found][0] if found else ""
    offers = [MEDIA_TYPES[name][0] for name in formats]
    aliases = [alias for name in formats for alias in MEDIA_TYPES[name][1:]]
    return choose_media_type(accept, (*offers, PAGE, *aliases)) or ""
