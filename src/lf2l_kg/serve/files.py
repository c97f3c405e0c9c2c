"""The files of a release: dumps, the catalogue, the ontology."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from lf2l_kg.base.messages import Message

from .answers import is_known
from .dates import write_date
from .errors import HttpError
from .pages import Site

_PART = re.compile(rb"(?!-\Z)([0-9]{0,18})-([0-9]{0,18})")
_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".nq": "application/n-quads",
    ".atom": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".sarif": "application/sarif+json",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
    ".sqlite": "application/vnd.sqlite3",
    ".parquet": "application/vnd.apache.parquet",
}


def send_dump(site: Site, request: Request) -> Response:
    """One file of the release: with ranges, HEAD, and an ETag that is its SHA-256."""
    return send_file(site, str(request.path_params["file"]), request)


def send_page(site: Site, request: Request) -> Response:
    """One page of the feed, which never changes."""
    page = f"feed-{request.path_params['page']}.ttl"
    response = send_file(site, page, request)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def send_file(site: Site, name: str, request: Request) -> Response:
    """A file of the release by its name; see :func:`send_dump`."""
    release = site.current.get()
    # The name is looked up, not joined: only what the release lists can be reached.
    if name not in release.edition.dumps():
        listed = ", ".join(release.edition.dumps())
        raise HttpError(
            404,
            Message(
                fr=f"pas de fichier «\u00a0{name}\u00a0» dans cette publication\u00a0;"
                f" il y a\u00a0: {listed}",
                en=f"no file `{name}` in this release; there are: {listed}",
            ),
        )
    path = release.path / name
    stat = path.stat()
    tag = release.sha256.get(name) or f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
    # An older release that is served again has older files: what counts is since when they are here.
    modified = write_date(release.opened)
    headers = {"ETag": f'"{tag}"', "Last-Modified": modified, "Cache-Control": "public, no-cache"}
    if is_known(request, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    return _RangedFile(path, media_type=kind, headers=headers, stat_result=stat)


class _RangedFile(FileResponse):
    """A file of which a part may be asked for; what asks for no part of it is passed over.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.2 (another unit, another method than GET)
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or the parts."""
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or (scope["method"] == "GET" and _asks_for_bytes(value))
        ]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _asks_for_bytes(value: bytes) -> bool:
    """Whether a Range names parts in bytes, none of which ends before it begins."""
    unit, _, parts = value.partition(b"=")
    found = [_PART.fullmatch(part.strip(b" \t")) for part in parts.split(b",") if part.strip()]
    if unit.strip().lower() != b"bytes" or not found:
        return False
    return all(
        part is not None and (not (part[1] and part[2]) or int(part[1]) <= int(part[2]))
        for part in found
    )
