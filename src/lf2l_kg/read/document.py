"""One file's bytes → one ``Document``."""

from __future__ import annotations

import hashlib

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Document, Finding

from .blocks import BlockReader
from .clean import clean_text
from .decode import decode
from .definitions import join_definitions
from .front_matter import read_front_matter
from .source import Source
from .wording import word_entries


def parse_document(path: str, data: bytes, kind: str = "") -> Document:
    """Reads a document from its bytes; never raises on bad data, which the findings tell.

    Args:
        path: the document's path, as findings are to name it.
        data: the bytes of the file.
        kind: the class that the settings give to what it is a page of; "" for none.
    """
    digest = hashlib.sha256(data).hexdigest()
    text, finding = decode(path, data)
    if finding:
        return Document(path, digest, text, (), (), (finding,))
    source = Source(path, text)
    findings: list[Finding] = []
    begin = 0
    if text.startswith("\ufeff"):
        begin = 1
        findings.append(source.finding(0, "info", "byte-order-mark", _BYTE_ORDER_MARK))
    front_matter = read_front_matter(source, begin)
    repaired, repairs = clean_text(source, front_matter.end)
    reader = BlockReader(repaired)
    blocks = reader.read()
    blocks = join_definitions(blocks, reader.definitions, text)
    findings += front_matter.findings
    findings += repairs
    findings += (
        source.finding(offset, "warning", "empty-link", _EMPTY_LINK)
        for offset in reader.empty_links
        if not text.startswith("{{", text.find("](", offset) + 2)  # a template gives the address
    )
    if not blocks and not front_matter.entries and not findings:
        findings.append(source.finding(0, "warning", "empty-file", _EMPTY))
    findings.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    entries = tuple(word_entries(front_matter.entries))
    return Document(path, digest, text, entries, blocks, tuple(findings), kind)


_BYTE_ORDER_MARK = Message(
    fr="le fichier commence par une marque d’ordre des octets, qui a été ignorée ; enregistrez-le en"
    " « UTF-8 sans BOM ».",
    en="the file begins with a byte order mark, which was ignored; save it as `UTF-8 without BOM`.",
)
_EMPTY_LINK = Message(
    fr="le lien n’a pas d’adresse ; ajoutez-la entre les parenthèses, ou ôtez les crochets.",
    en="the link has no address; add it between the parentheses, or take away the brackets.",
)
_EMPTY = Message(
    fr="le fichier ne contient rien à lire ; complétez-le ou supprimez-le.",
    en="the file holds nothing to read; fill it or delete it.",
)
