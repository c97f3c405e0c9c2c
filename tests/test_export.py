"""The site as files: every link leads somewhere, every form says the same, whole or not at all."""

from __future__ import annotations

import contextlib
import functools
import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pyoxigraph as ox
import pytest

from conftest import ROOT
from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.settings import Settings, load_settings
from lf2l_kg.export import export_site
from lf2l_kg.export.rules import Host, serialize_rules
from lf2l_kg.sync import check_site

_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
_GENK = "id/territory/genk"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own documents, released in a folder of their own."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "lf2l-kg.toml", folder)
    subprocess.run(
        [sys.executable, "-m", "lf2l_kg", "build", "--date", "2026-01-31"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def settings(project: Path) -> Settings:
    return load_settings(here=project)


@pytest.fixture(scope="module")
def site(project: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export, as if it were to be served in a folder of a host."""
    folder = tmp_path_factory.mktemp("host") / "donnees"
    export_site(project / "releases" / "current", settings, folder, "http://127.0.0.1/donnees")
    return folder


class _Page(HTMLParser):
    """The addresses that a page refers to, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.anchors.add(told.get("id") or "")
        if told.get("rel") != "canonical":  # it names the page as it is published
            self.addresses |= {told.get(name) or "" for name in ("href", "src", "action")}


def _pages(site: Path) -> dict[str, _Page]:
    return {
        path.relative_to(site).as_posix(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_every_link_of_every_page_leads_to_a_file_and_to_a_place_in_it(site: Path) -> None:
    pages, lost = _pages(site), []
    for name, page in pages.items():
        for address in page.addresses - {""}:
            target, anchor = urldefrag(urljoin(f"http://host/donnees/{name}", address))
            if urlsplit(target).netloc != "host":
                continue
            path = unquote(urlsplit(target).path).removeprefix("/donnees/")
            is_place = not anchor or path not in pages or anchor in pages[path].anchors
            if not (site / path).is_file() or not is_place:
                lost.append((name, address))
    assert len(pages) > 300
    assert lost == []


def test_every_thing_has_a_page_in_each_language_and_the_same_data_in_each_format(
    site: Path,
) -> None:
    things = sorted(path.with_suffix("") for path in site.glob("id/*/*.ttl"))
    assert len(things) > 100
    for thing in things:
        graphs = []
        for extension, form in _FORMATS.items():
            data = thing.with_suffix(f".{extension}").read_bytes()
            graphs.append({str(quad.triple) for quad in ox.parse(data, format=form)})
        assert graphs[0]
        assert graphs == [graphs[0]] * len(_FORMATS)
        for ending, language in ((".html", "fr"), (".fr.html", "fr"), (".en.html", "en")):
            text = thing.with_name(f"{thing.name}{ending}").read_text(encoding="utf-8")
            assert f'<html lang="{language}">' in text


def test_a_page_shows_the_words_that_its_facts_were_read_from(site: Path) -> None:
    text = (site / f"{_GENK}.html").read_text(encoding="utf-8")
    assert "Genk (65\u00a0000 hab)" in text
    assert "territoires/centre-ville.md" in text


def test_nothing_in_the_pages_needs_a_server(site: Path) -> None:
    addresses = {address for page in _pages(site).values() for address in page.addresses}
    assert [address for address in addresses if "sparql" in address and "://" not in address] == []


def test_the_file_of_the_search_tells_the_names_of_every_thing_that_has_a_page(site: Path) -> None:
    told = json.loads((site / "search.json").read_bytes())
    assert told["version"] == 1
    assert told["classes"]["territory"] == {"fr": "Territoire", "en": "Territory"}
    (genk,) = [thing for thing in told["things"] if thing["path"] == _GENK]
    assert genk["labels"]["fr"] == "Genk"
    assert [t for t in told["things"] if not (site / f"{t['path']}.html").is_file()] == []


def test_the_map_of_the_site_names_every_page_once(site: Path) -> None:
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    found = [part.partition("</loc>")[0] for part in text.split("<loc>")[1:]]
    assert len(set(found)) == len(found) > 100
    paths = [urlsplit(address).path.removeprefix("/donnees/") for address in found]
    assert [path for path in paths if path and not (site / path).is_file()] == []
    assert f"{_GENK}.html" in paths
    assert "Sitemap: http://127.0.0.1/donnees/sitemap.xml" in (site / "robots.txt").read_text()


def test_the_dumps_are_those_of_the_release(site: Path, project: Path) -> None:
    release = project / "releases" / "current"
    for name in ("manifest.json", "dump.ttl.gz", "dump.nq.zst", "SHA256SUMS"):
        assert (site / "dumps" / name).read_bytes() == (release / name).read_bytes()


def test_an_export_gives_the_same_bytes_again(
    site: Path, project: Path, settings: Settings, tmp_path: Path
) -> None:
    again = tmp_path / "encore"
    export_site(project / "releases" / "current", settings, again, "http://127.0.0.1/donnees")
    assert _bytes_of(again) == _bytes_of(site)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_on_several_cores_an_export_gives_the_same_bytes(
    site: Path,
    project: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lf2l_kg.export.things.FEW", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    again = tmp_path / "encore"
    export_site(project / "releases" / "current", settings, again, "http://127.0.0.1/donnees")
    assert _bytes_of(again) == _bytes_of(site)


def test_a_folder_that_holds_something_else_is_left_alone(
    project: Path, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "memoires.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(OutputError):
        export_site(project / "releases" / "current", settings, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["memoires.txt"]


def test_an_export_that_fails_leaves_the_one_before(
    project: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    export_site(project / "releases" / "current", settings, folder)
    (folder / "old.txt").write_text("of the export before", encoding="utf-8")

    def full(*_: object) -> Iterator[int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lf2l_kg.export.site.write_things", full)
    with pytest.raises(OSError, match="No space"):
        export_site(project / "releases" / "current", settings, folder)
    assert (folder / "old.txt").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    monkeypatch.undo()
    export_site(project / "releases" / "current", settings, folder)
    assert not (folder / "old.txt").exists()


@contextlib.contextmanager
def _files(folder: Path) -> Iterator[int]:
    """A plain file server on a folder; its port."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def test_a_plain_file_server_gives_the_pages(site: Path) -> None:
    with _files(site.parent) as port:
        status, _, body = _get(port, f"/donnees/{_GENK}.en.html")
        assert (status, b"where is this from?" in body) == (200, True)
        status, _, body = _get(port, "/donnees/")
        assert (status, b"Genk" in body) == (200, True)


def _checked(port: int) -> list[tuple[str, str, str]]:
    """What the check of a site finds: severity, rule, end of the address."""
    found = check_site(f"http://127.0.0.1:{port}")
    return [(f.severity, f.code, f.path.rpartition("/")[2]) for f in found]


def test_the_check_of_an_export_on_a_plain_host_says_what_the_host_cannot_do(
    project: Path, settings: Settings, tmp_path: Path
) -> None:
    port = _free_port()
    export_site(project / "releases" / "current", settings, tmp_path, f"http://127.0.0.1:{port}")
    with _files(tmp_path) as other:
        found = _checked(other)
    assert [one for one in found if one[0] == "error"] == []
    assert ("info", "site-static", f"127.0.0.1:{other}") in found
    warnings = {(rule, name) for severity, rule, name in found if severity == "warning"}
    assert "site-negotiation" in {rule for rule, _ in warnings}
    assert ("site-sitemap", "sitemap.xml") in warnings  # it names the other port
    (tmp_path / "catalog.ttl").unlink()
    (tmp_path / f"{_first_project(tmp_path)}.jsonld").unlink()
    with _files(tmp_path) as other:
        wrong = [name for severity, _, name in _checked(other) if severity == "error"]
    assert wrong == ["catalog.ttl", f"{_first_project(tmp_path).rpartition('/')[2]}.jsonld"]


def _first_project(site: Path) -> str:
    """The path of the thing that the check looks at."""
    table = (site / "dumps" / "project.csv").read_text(encoding="utf-8").splitlines()
    return table[1].partition(",")[0].removeprefix("https://w3id.org/lf2l/")


def test_the_check_of_an_export_behind_its_rules_finds_no_fault(get: Get) -> None:
    found = _checked(get.port)
    assert [one for one in found if one[0] == "error"] == []
    assert {rule for _, rule, _ in found} <= {
        "site-static",
        "site-sitemap",
    }  # it names another port


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        """Say nothing."""


def _get(
    port: int, path: str, accept: str = "", language: str = ""
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Accept": accept} if accept else {}
    connection.request("GET", path, headers=headers | {"Accept-Language": language or "fr"})
    response = connection.getresponse()
    found = {name.lower(): value for name, value in response.getheaders()}
    body = response.read()
    connection.close()
    return response.status, found, body


@dataclass(frozen=True)
class Get:
    """Asks a web server on this machine."""

    port: int

    def __call__(
        self, path: str, accept: str = "", language: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        return _get(self.port, path, accept, language)


_SITE = "http://127.0.0.1"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[Get]:
    """A web server in the foreground, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            assert process.poll() is None, process.communicate()[1].decode()
            time.sleep(0.05)
        yield Get(port)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextlib.contextmanager
def _nginx(project: Path, settings: Settings, folder: Path, inside: str = "") -> Iterator[Get]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not on this machine")
    port = _free_port()
    site = folder / "site" / inside
    export_site(project / "releases" / "current", settings, site, f"{_SITE}/{inside}")
    rules = (site / "nginx.conf").read_text(encoding="utf-8")
    rules = rules.replace("listen 80;", f"listen 127.0.0.1:{port};")
    rules = rules.replace("/var/www/lf2l", str(folder / "site"))
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "whole.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{rules}\n}}\n",
        encoding="utf-8",
    )
    with _running([program, "-c", str(folder / "whole.conf")], port) as get:
        yield get


@contextlib.contextmanager
def _apache(project: Path, settings: Settings, folder: Path) -> Iterator[Get]:
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    modules = Path("/usr/lib/apache2/modules")
    if program is None or not modules.is_dir():
        pytest.skip("apache2 is not on this machine")
    port = _free_port()
    export_site(project / "releases" / "current", settings, folder / "site", _SITE)
    wanted = ("mpm_event", "authz_core", "mime", "dir", "rewrite", "headers")
    loaded = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in wanted)
    (folder / "types").touch()
    (folder / "whole.conf").write_text(
        f"{loaded}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"TypesConfig {folder}/types\nErrorLog /dev/stderr\nDocumentRoot {folder}/site\n"
        f"User www-data\nGroup www-data\n"
        f"<Directory {folder}/site>\nAllowOverride All\nRequire all granted\n</Directory>\n",
        encoding="utf-8",
    )
    for part in (folder, *folder.parents[:3]):  # its processes run as another user
        with contextlib.suppress(PermissionError):
            part.chmod(0o755)
    with _running([program, "-X", "-f", str(folder / "whole.conf")], port) as get:
        yield get


@pytest.fixture(scope="module", params=[_nginx, _apache], ids=["nginx", "apache"])
def get(
    request: pytest.FixtureRequest,
    project: Path,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Get]:
    """A web server that follows the rules of the export."""
    with request.param(project, settings, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("*/*", "html"),
        ("", "html"),
    ],
)
def test_the_rules_lead_from_an_iri_to_the_form_that_suits(
    get: Get, accept: str, ending: str
) -> None:
    status, headers, _ = get(f"/{_GENK}", accept)
    assert status == 303
    assert urlsplit(headers["location"]).path == f"/{_GENK}.{ending}"
    assert "accept" in headers["vary"].lower()
    status, headers, body = get(f"/{_GENK}.{ending}", accept)
    assert status == 200
    types = {"html": "text/html", "ttl": "text/turtle", "jsonld": "application/ld+json"}
    types |= {"nt": "application/n-triples", "rdf": "application/rdf+xml"}
    assert headers["content-type"].startswith(types[ending])
    assert body


def test_the_rules_choose_the_language_that_suits(get: Get) -> None:
    for path in (f"/{_GENK}.html", "/"):
        assert b'<html lang="en">' in get(path, language="en-GB,en;q=0.9")[2]
        assert b'<html lang="fr">' in get(path, language="fr-FR")[2]
        assert b'<html lang="fr">' in get(path, language="de")[2]
    assert b'<html lang="fr">' in get(f"/{_GENK}.fr.html", language="en")[2]


def test_the_rules_protect_the_reader_and_open_the_data(get: Get) -> None:
    _, headers, _ = get(f"/{_GENK}.html")
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_rules_answer_what_is_not_there_with_a_page(get: Get) -> None:
    status, _, body = get("/id/territory/absent.html")
    assert (status, b"Cette page manque" in body) == (404, True)
    status, headers, _ = get("/ontology", "text/turtle")
    assert (status, urlsplit(headers["location"]).path) == (303, "/ontology.ttl")


def test_the_rules_hold_in_a_folder_of_a_host(
    project: Path, settings: Settings, tmp_path: Path
) -> None:
    with _nginx(project, settings, tmp_path, "donnees") as get:
        status, headers, _ = get(f"/donnees/{_GENK}", "text/turtle")
        assert (status, urlsplit(headers["location"]).path) == (303, f"/donnees/{_GENK}.ttl")
        status, headers, _ = get("/donnees/.well-known/void", "text/turtle")
        assert (status, urlsplit(headers["location"]).path) == (303, "/donnees/catalog.ttl")
        assert b'<html lang="en">' in get("/donnees/", language="en")[2]
        assert b'<html lang="en">' in get(f"/donnees/{_GENK}.html", language="en")[2]
        status, _, body = get("/donnees/id/territory/absent.html")
        assert (status, b'href="/donnees/assets/style.css"' in body) == (404, True)


def test_the_rules_lead_from_what_is_no_more_to_what_took_its_place() -> None:
    host = Host(
        title="Titre\nsur deux lignes",
        base_iri="https://exemple.org/",
        site="https://exemple.org",
        language="fr",
        headers={"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "same-origin"},
        moved={"/id/project/a": "/id/project/b"},
        gone=("/id/project/c",),
    )
    rules = {name: data.decode() for name, data in serialize_rules(host).items()}
    assert "return 301 /id/project/b;" in rules["nginx.conf"]
    assert '"^/id/project/c(?:' in rules["nginx.conf"]
    assert '"/id/project/b" [R=301,L]' in rules[".htaccess"]
    assert all("Titre sur deux lignes" in text for text in rules.values())
