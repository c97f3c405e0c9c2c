"""Every file of the release against its manifest, without ever holding one in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.sync.http import TooLongError
from lf2l_kg.sync.manifest import File

from .place import Place, finding
from .visits import Visit, Visitor

_ANY = "application/octet-stream"  # what hosts say of files that they do not know
_GZIP = ("application/gzip", "application/x-gzip")
#: What a file may be called, by its ending; the first is the right one.
_TYPES = {
    ".gz": _GZIP,
    ".zst": ("application/zstd", "application/x-zstd", "application/x-zstandard"),
    ".csv": ("text/csv",),
    ".ttl": ("text/turtle",),
    ".json": ("application/json",),
    ".jsonld": ("application/ld+json", "application/json"),
    ".atom": ("application/atom+xml", "application/xml", "text/xml"),
}
CHANGED = Message(
    fr="ce fichier n’est pas celui du manifeste (autre sha256)\u00a0: publiez le dossier entier de "
    "nouveau, et videz les caches devant le site",
    en="this file is not the one of the manifest (another sha256): publish the whole directory again, and "
    "empty the caches before the site",
)


_NO_PARTS = Message(
    fr="l’hôte ne donne pas de parties d’un fichier (Range)\u00a0: un téléchargement coupé reprend du "
    "début, et «\u00a0lf2l-kg pull\u00a0» prend à chaque fois les dumps entiers\u00a0; laissez passer Range, "
    "ou ôtez ce qui compresse ces fichiers à la volée",
    en="the host gives no parts of a file (Range): a download that was cut off starts over, and `lf2l-kg "
    "pull` fetches whole dumps each time; let Range pass, or take away what compresses these files as they "
    "are sent",
)
_OTHER_PART = Message(
    fr="l’hôte répond à une demande de partie (Range) par autre chose que cette partie\u00a0: une reprise "
    "donnerait un fichier faux\u00a0; corrigez-le, ou désactivez Range",
    en="the host answers a request for a part (Range) with something else than that part: a download that "
    "goes on would give a wrong file; mend it, or switch Range off",
)


class _Digester:
    """The length and the digest of a file as it comes."""

    def __init__(self) -> None:
        self.size = 0
        self._digest = hashlib.sha256()

    def __call__(self, piece: bytes) -> None:
        self.size += len(piece)
        self._digest.update(piece)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def check_files(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether every file is there, whole, as the manifest describes it and named what it is."""
    for name, record in sorted(place.manifest.files.items()):
        url = place.file(name)
        digester = _Digester()
        visit = visitor.measure(url, record.size, digester)
        if told := _wrong(visit, digester, record):
            yield finding(url, "error", "file", told)
        elif told := _misnamed(visit, name):
            is_page = visit.media_type == "text/html"
            yield finding(url, "error" if is_page else "warning", "type", told)


def check_parts(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether parts of a dump can be had, of the smallest one, as hosts that give none give all of it."""
    sizes = {n: f.size for n, f in place.manifest.files.items() if n.endswith((".zst", ".gz"))}
    if not sizes:
        return
    name = min(sizes, key=lambda name: (sizes[name], name))
    url, (first, last) = place.file(name), (1, min(8, sizes[name] - 1))
    visit = visitor.get(url, headers={"Range": f"bytes={first}-{last}"})
    if visit.status == 206:
        is_part = visit.header("content-range") == f"bytes {first}-{last}/{sizes[name]}"
        if not is_part or len(visit.body) != last - first + 1:
            yield finding(url, "error", "range", _OTHER_PART)
    elif visit.is_good:
        yield finding(url, "info", "range", _NO_PARTS)


def _wrong(visit: Visit, digester: _Digester, record: File) -> Message | None:
    """Why a file is not the one of the manifest; None when it is."""
    if isinstance(visit.error, TooLongError):
        return _other_size(f"> {digester.size - 1}", record.size)
    if not visit.is_good:
        return visit.told
    encoding = visit.header("content-encoding").lower()
    if encoding not in ("", "identity"):
        return _encoded(encoding)
    if digester.size != record.size:
        return _other_size(str(digester.size), record.size)
    return None if digester.sha256 == record.sha256 else CHANGED


def _misnamed(visit: Visit, name: str) -> Message | None:
    ending = f".{name.rpartition('.')[2]}"
    wanted = _TYPES.get(ending, ())
    said = visit.media_type
    if said == "text/html" or (wanted and said not in (*wanted, _ANY)):
        return other_type(wanted[0] if wanted else _ANY, said)
    return None


def other_type(wanted: str, said: str) -> Message:
    """A file has come under another media type."""
    shown = said or "–"
    return Message(
        fr=f"type {shown} au lieu de {wanted}\u00a0: déclarez-le dans la configuration de l’hôte "
        "(voir nginx.conf et .htaccess de l’export)",
        en=f"type {shown} instead of {wanted}: declare it in the configuration of the host "
        "(see nginx.conf and .htaccess of the export)",
    )


def _other_size(said: str, wanted: int) -> Message:
    return Message(
        fr=f"{said} octets au lieu des {wanted} du manifeste\u00a0: le fichier est coupé, ou d’une autre "
        "publication\u00a0; publiez le dossier entier de nouveau",
        en=f"{said} bytes instead of the {wanted} of the manifest: the file is cut off, or of another "
        "release; publish the whole directory again",
    )


def _encoded(encoding: str) -> Message:
    return Message(
        fr=f"l’hôte annonce «\u00a0Content-Encoding: {encoding}\u00a0» sans qu’on le lui demande\u00a0: un "
        "navigateur enregistrerait un autre fichier\u00a0; retirez ce codage (AddEncoding, gzip_static) "
        "des dumps",
        en=f"the host says `Content-Encoding: {encoding}` though nobody asks for it: a browser would save "
        "another file; take this encoding (AddEncoding, gzip_static) away from the dumps",
    )
