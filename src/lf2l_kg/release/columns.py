"""The quads as Parquet, for programs that read tables (extra ``parquet``)."""

from __future__ import annotations

import io
from importlib.util import find_spec

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message

NAMES = ("subject", "predicate", "object", "datatype", "language", "graph")


def require_parquet(*, wanted: bool) -> None:
    """See that Parquet can be written where it is wanted: to be told before the work that leads to it.

    Raises:
        InputError: when pyarrow is not installed.
    """
    if wanted and find_spec("pyarrow") is None:
        raise InputError(
            Message(
                fr="« parquet = true » demande pyarrow\u00a0: pip install 'lf2l-kg[parquet]', "
                "ou retirez ce réglage",
                en="`parquet = true` needs pyarrow: pip install 'lf2l-kg[parquet]', "
                "or take this setting away",
            )
        )


def serialize_parquet(dataset: Dataset) -> bytes:
    """One row a quad, in canonical order; its bytes depend on the version of pyarrow alone.

    The columns are those of :data:`NAMES`, all text. ``object`` is an IRI when ``datatype`` is null,
    else a literal's text; ``language`` is null but for text with a language.

    Raises:
        InputError: when pyarrow is not installed.
    """
    require_parquet(wanted=True)
    import pyarrow
    import pyarrow.parquet

    rows = [_row(quad) for quad in dataset.quads()]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(NAMES)
    arrays = [pyarrow.array(column, type=pyarrow.string()) for column in columns]
    output = io.BytesIO()
    table = pyarrow.table(arrays, names=list(NAMES))
    pyarrow.parquet.write_table(table, output, compression="zstd")
    return output.getvalue()


def _row(quad: ox.Quad) -> tuple[str, str, str, str | None, str | None, str]:
    subject, value = str(quad.subject)[1:-1], quad.object
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    if isinstance(value, ox.Literal):
        literal = (value.value, value.datatype.value, value.language)
        return subject, quad.predicate.value, *literal, graph
    return subject, quad.predicate.value, str(value)[1:-1], None, None, graph
