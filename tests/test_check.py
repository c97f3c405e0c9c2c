"""A site that is looked at: a good one gets no alarm, and each fault is told where it is, within bounds."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from commanding import Run
from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.records import Finding
from lf2l_kg.base.settings import load_settings
from lf2l_kg.export import export_site
from lf2l_kg.sync import Patience, check_site
from lf2l_kg.sync.check.names import check_names
from lf2l_kg.sync.check.place import Place
from lf2l_kg.sync.check.visits import Visitor
from lf2l_kg.sync.manifest import Published, parse_manifest

BASE = "https://w3id.org/lf2l/"
_DOCUMENT = "# Cap Nord\n\nLe projet Rivages est porté par la Ville de Toul.\n"
_ENDINGS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
_TYPES = {f".{ending}": accept for accept, ending in _ENDINGS.items()} | {
    ".ttl": "text/turtle; charset=utf-8",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
    ".csv": "text/csv",
    ".json": "application/json",
    ".atom": "application/atom+xml",
}
_CALM = Patience(answer_s=20, whole_s=120, rate=10_000_000)
_HURRIED = Patience(answer_s=0.4, whole_s=20, rate=10_000_000)  # where a host hangs


@dataclass(frozen=True)
class Answer:
    """What the host gives."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


#: Path → the answer instead of the right one, which it is given.
Fault = Callable[[str, Answer], Answer | None]


class Host(http.server.ThreadingHTTPServer):
    """A host of an export with its rules, and with a fault or none."""

    daemon_threads = True
    folder: Path
    fault: Fault | None = None
    drip: str = ""  # the path whose answer has no end, or comes drop by drop
    pace: float = 0.0
    asked: int = 0
    questions: ClassVar[list[tuple[str, object]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:  # the name that http.server calls
        self.server.asked += 1
        path = urlsplit(self.path).path
        right = self._right(path)
        answer = (self.server.fault and self.server.fault(path, right)) or right
        try:
            self._send(path, answer)
        except OSError:
            self.close_connection = True

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def _right(self, path: str) -> Answer:
        headers = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
        self.server.questions.append((self.path, tuple(sorted(self.headers.items()))))
        asked = self.headers["Accept"].partition(",")[0]
        if path.startswith("/id/") and "." not in path:
            place = f"{path}.{_ENDINGS.get(asked, 'html')}"
            return Answer(303, headers | {"Location": place})
        file = self.server.folder / (path[1:] or "index.html")
        if not file.is_file():
            return Answer(404, headers | {"Content-Type": "text/html"}, b"<p>nothing")
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        if part := self.headers.get("Range"):
            data, (first, last) = file.read_bytes(), map(int, part[len("bytes=") :].split("-"))
            said = {"Content-Range": f"bytes {first}-{last}/{len(data)}", "Content-Type": kind}
            return Answer(206, headers | said, data[first : last + 1])
        return Answer(200, headers | {"Content-Type": kind}, file.read_bytes())

    def _send(self, path: str, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        is_dripping = path == self.server.drip
        if not is_dripping and "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        while is_dripping:
            self.wfile.write(b"x" if self.server.pace else b"x" * 65536)
            time.sleep(self.server.pace)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        """Say nothing."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    project = tmp_path_factory.mktemp("project")
    (project / "data" / "documents").mkdir(parents=True)
    (project / "data" / "documents" / "cap-nord.md").write_text(_DOCUMENT, encoding="utf-8")
    (project / "lf2l-kg.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "lf2l_kg", "build", "--date", "2026-01-31"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    server = Host(("127.0.0.1", 0), _Handler)
    server.folder = tmp_path_factory.mktemp("host") / "site"
    settings = load_settings(here=project)
    export_site(project / "releases" / "current", settings, server.folder, server.url)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _good_again(host: Host) -> None:
    host.fault, host.drip, host.pace = None, "", 0.0


def told(findings: tuple[Finding, ...], url: str) -> set[tuple[str, str, str]]:
    """Severity, rule and path of each finding but the remark that a host of files has no SPARQL."""
    return {
        (f.severity, f.code.removeprefix("site-"), f.path.removeprefix(url))
        for f in findings
        if f.code != "site-static"
    }


def found(
    host: Host, fault: Fault | None = None, patience: Patience = _CALM
) -> set[tuple[str, str, str]]:
    host.fault = fault
    return told(check_site(host.url, patience), host.url)


def at(path: str, change: Callable[[Answer], Answer]) -> Fault:
    """A fault of one address."""
    return lambda asked, answer: change(answer) if asked == path else None


def body(path: str, change: Callable[[bytes], bytes]) -> Fault:
    return at(path, lambda answer: Answer(answer.status, answer.headers, change(answer.body)))


def header(path: str, name: str, value: str) -> Fault:
    return at(path, lambda a: Answer(a.status, a.headers | {name: value}, a.body))


def status(path: str, code: int, **headers: str) -> Fault:
    return at(path, lambda _: Answer(code, headers))


def thing(host: Host) -> str:
    """The path of the thing that the check looks at."""
    (table, *_) = sorted((host.folder / "dumps").glob("project.csv"))
    line = table.read_text(encoding="utf-8").splitlines()[1]
    return f"/{line.partition(',')[0].removeprefix(BASE)}"


def test_a_good_site_gets_no_alarm(host: Host) -> None:
    assert found(host) == set()


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        pytest.param(status("/dumps/dump.nq.zst", 404), ("file", "/dumps/dump.nq.zst"), id="gone"),
        pytest.param(status("/dumps/dump.ttl.gz", 500), ("file", "/dumps/dump.ttl.gz"), id="500"),
        pytest.param(status("/dumps/dump.ttl.gz", 403), ("file", "/dumps/dump.ttl.gz"), id="403"),
        pytest.param(
            body("/dumps/dump.nq.zst", lambda data: data[:-9]),
            ("file", "/dumps/dump.nq.zst"),
            id="truncated",
        ),
        pytest.param(
            header("/dumps/dump.nq.zst", "Content-Length", "999999"),
            ("file", "/dumps/dump.nq.zst"),
            id="cut-off",
        ),
        pytest.param(
            body("/dumps/dump.nq.zst", lambda data: data[:-1] + bytes([data[-1] ^ 1])),
            ("file", "/dumps/dump.nq.zst"),
            id="flipped-bit",
        ),
        pytest.param(
            body("/dumps/gone.tsv", lambda data: data + bytes(1 << 22)),
            ("file", "/dumps/gone.tsv"),
            id="longer",
        ),
        pytest.param(
            header("/dumps/dump.ttl.gz", "Content-Encoding", "gzip"),
            ("file", "/dumps/dump.ttl.gz"),
            id="content-encoding",
        ),
        pytest.param(
            at(
                "/dumps/gone.tsv",
                lambda a: Answer(
                    200, a.headers | {"Content-Encoding": "gzip"}, gzip.compress(bytes(1 << 24))
                ),
            ),
            ("file", "/dumps/gone.tsv"),
            id="gzip-bomb",
        ),
        pytest.param(
            header("/dumps/project.csv", "Content-Type", "text/html"),
            ("type", "/dumps/project.csv"),
            id="page-for-a-table",
        ),
        pytest.param(
            body("/dumps/manifest.json", lambda data: data[: len(data) // 2]),
            ("manifest", "/dumps/manifest.json"),
            id="manifest-cut",
        ),
        pytest.param(
            body(
                "/dumps/manifest.json", lambda data: data.replace(b'"commit": "', b'"commit": "x')
            ),
            ("manifest", "/dumps/manifest.json"),
            id="manifest-altered",
        ),
        pytest.param(
            body("/dumps/manifest.json", lambda _: b"\xff\xfe{"),
            ("manifest", "/dumps/manifest.json"),
            id="manifest-no-json",
        ),
        pytest.param(status("/catalog.ttl", 404), ("catalogue", "/catalog.ttl"), id="no-catalogue"),
        pytest.param(
            body("/catalog.ttl", lambda data: data + b"<unfinished"),
            ("catalogue", "/catalog.ttl"),
            id="catalogue-no-turtle",
        ),
        pytest.param(
            body("/catalog.ttl", lambda data: data.replace(b"/dumps/dump.ttl", b"/dumps/dmp.ttl")),
            ("catalogue", "/catalog.ttl"),
            id="catalogue-wrong-address",
        ),
        pytest.param(
            body("/catalog.ttl", lambda data: data.replace(b'byteSize "', b'byteSize "9')),
            ("catalogue", "/catalog.ttl"),
            id="catalogue-wrong-size",
        ),
        pytest.param(
            body("/catalog.ttl", lambda _: b"<urn:a> <urn:b> <urn:c> ."),
            ("catalogue", "/catalog.ttl"),
            id="catalogue-of-nothing",
        ),
        pytest.param(
            header("/catalog.ttl", "Content-Type", "text/turtle"),
            ("encoding", "/catalog.ttl"),
            id="catalogue-without-charset",
        ),
        pytest.param(status("/udata.ttl", 404), ("catalogue", "/udata.ttl"), id="no-portal"),
        pytest.param(
            body("/udata.ttl", lambda data: data.replace(b'byteSize "', b'byteSize "9')),
            ("catalogue", "/udata.ttl"),
            id="portal-wrong-size",
        ),
        pytest.param(status("/catalog.rdf", 404), ("catalogue", "/catalog.rdf"), id="no-xml"),
        pytest.param(
            body("/catalog.jsonld", lambda data: data[:-9]),
            ("catalogue", "/catalog.jsonld"),
            id="catalogue-no-json-ld",
        ),
        pytest.param(
            body("/catalog.rdf", lambda data: data.replace(b"2026-01-31", b"2026-01-30")),
            ("catalogue", "/catalog.rdf"),
            id="catalogue-of-another-day",
        ),
        pytest.param(
            body("/feed.atom", lambda data: data[:200]), ("feed", "/feed.atom"), id="atom-cut"
        ),
        pytest.param(
            body("/search.json", lambda data: data[:200]), ("page", "/search.json"), id="no-search"
        ),
        pytest.param(
            body("/sitemap.xml", lambda data: data[:-10]),
            ("sitemap", "/sitemap.xml"),
            id="sitemap-cut",
        ),
        pytest.param(status("/feed.ttl", 404), ("feed", "/feed.ttl"), id="no-feed"),
        pytest.param(status("/sitemap.xml", 302), ("sitemap", "/sitemap.xml"), id="nowhere"),
        pytest.param(
            status("/index.css", 302, Location="ftp://elsewhere/"), None, id="not-asked-for"
        ),
        pytest.param(
            status("/dumps/gone.tsv", 302, Location="/dumps/gone.tsv"),
            ("file", "/dumps/gone.tsv"),
            id="circle",
        ),
        pytest.param(
            status("/dumps/gone.tsv", 302, Location="file:///etc/passwd"),
            ("file", "/dumps/gone.tsv"),
            id="out-of-the-web",
        ),
        pytest.param(
            header("/catalog.ttl", "ETag", '"same"'), None, id="a-tag-of-one-file-is-no-fault"
        ),
        pytest.param(
            body("/robots.txt", lambda _: b"User-agent: *\r\nDisallow: /\r\nSitemap: x\r\n"),
            ("robots", "/robots.txt"),
            id="robots",
        ),
        pytest.param(
            body("/robots.txt", lambda _: b"User-agent: x\nDisallow: /\nSitemap: x\n"),
            None,
            id="robots-of-one-name",
        ),
        pytest.param(
            body("/sitemap.xml", lambda data: data.replace(b"/</loc>", b"/nothing</loc>")),
            ("sitemap", "/nothing"),
            id="sitemap-to-nothing",
        ),
        pytest.param(
            body("/", lambda data: data.replace(b'"Dataset"', b'"Thing"')),
            ("page", "/"),
            id="home-without-dataset",
        ),
    ],
)
def test_a_fault_is_told_where_it_is_and_nothing_else(
    host: Host, fault: Fault, wanted: tuple[str, str] | None
) -> None:
    assert {(rule, path) for _, rule, path in found(host, fault)} == ({wanted} if wanted else set())


@pytest.mark.parametrize(
    ("ending", "change", "rule"),
    [
        (".ttl", lambda a: Answer(200, a.headers, a.body + b"<"), "form"),
        (".jsonld", lambda a: Answer(200, a.headers, a.body[:-1]), "form"),
        (
            ".nt",
            lambda a: Answer(200, a.headers, a.body + b"<urn:a> <urn:b> <urn:c> .\n"),
            "negotiation",
        ),
        (".ttl", lambda a: Answer(200, a.headers | {"Content-Type": "text/plain"}, a.body), "type"),
        (".ttl", lambda a: Answer(200, a.headers | {"Content-Type": "text/html"}, a.body), "type"),
        (".html", lambda a: Answer(200, a.headers, a.body.replace(b"text/turtle", b"")), "page"),
        (".html", lambda a: Answer(200, a.headers, a.body.decode().encode("utf-16")), "encoding"),
        (".nt", lambda _: Answer(404), "negotiation"),
        ("", lambda _: Answer(200), "negotiation"),
        ("", lambda a: Answer(303, a.headers | {"Vary": ""}), "negotiation"),
        (
            "",
            lambda a: Answer(303, {n: v for n, v in a.headers.items() if n != "Location"}),
            "negotiation",
        ),
    ],
)
def test_a_fault_in_a_form_of_a_thing_is_told(
    host: Host, ending: str, change: Callable[[Answer], Answer], rule: str
) -> None:
    path = thing(host)
    result = found(host, at(f"{path}{ending}", change))
    assert {rule} == {code for _, code, _ in result}
    assert all(told.startswith(path) for _, _, told in result)


def test_a_page_of_the_feed_that_is_gone_is_told(host: Host) -> None:
    (page,) = (host.folder / "feed").iterdir()
    assert found(host, status(f"/feed/{page.name}", 410)) == {
        ("error", "feed", f"/feed/{page.name}")
    }


def test_a_host_that_gives_no_parts_or_wrong_ones_is_told(host: Host) -> None:
    def whole(_: str, answer: Answer) -> Answer | None:
        return Answer(200, answer.headers, b"all of it") if answer.status == 206 else None

    def shifted(_: str, answer: Answer) -> Answer | None:
        said = {"Content-Range": "bytes 0-7/8"}
        return Answer(206, answer.headers | said, b"another.") if answer.status == 206 else None

    for fault, severity in ((whole, "info"), (shifted, "error")):
        ((said, rule, path),) = found(host, fault)
        assert (said, rule) == (severity, "range")
        assert path.startswith("/dumps/")


def test_nothing_is_asked_twice_but_for_what_may_have_changed_meanwhile(host: Host) -> None:
    host.questions.clear()
    assert found(host) == set()
    again = {path: times for (path, _), times in Counter(host.questions).items() if times > 1}
    # Two are measured as files, then read: a table for a thing, the catalogue beside its other forms.
    read = {f"/dumps/{thing(host).split('/')[2]}.csv": 2, "/dumps/catalog.ttl": 2}
    assert again == {"/dumps/manifest.json": 2, **read}


def test_the_maps_that_an_index_of_sitemaps_leads_to_are_looked_at(host: Host) -> None:
    sitemap = (host.folder / "sitemap.xml").read_bytes()
    index = f"<sitemapindex><sitemap><loc>{host.url}/sitemap-1.xml</loc></sitemap></sitemapindex>"

    def fault(part: Answer) -> Fault:
        answers = {"/sitemap.xml": Answer(200, {}, index.encode()), "/sitemap-1.xml": part}
        return lambda path, _: answers.get(path)

    assert found(host, fault(Answer(200, {}, sitemap))) == set()
    assert found(host, fault(Answer(404))) == {("error", "sitemap", "/sitemap-1.xml")}
    wrong = sitemap.replace(b"/</loc>", b"/nothing</loc>")
    assert found(host, fault(Answer(200, {}, wrong))) == {("error", "sitemap", "/nothing")}


def test_iris_that_lead_elsewhere_or_nowhere_are_told_if_anybody_answers(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = parse_manifest((host.folder / "dumps" / "manifest.json").read_bytes(), "")

    def told_of(root: str, base: str) -> list[str]:
        monkeypatch.setattr("lf2l_kg.sync.check.names.find_thing", lambda *_: base + path)
        place = Place(root, "", "export", replace(manifest, published=Published(base)))
        return [finding.message.en for finding in check_names(Visitor(_CALM), place)]

    path = thing(host)[1:]
    (elsewhere,) = told_of("https://donnees.example", f"{host.url}/")
    assert f"leads to {host.url}/{path}.ttl, not to https://donnees.example:" in elsewhere
    (nowhere,) = told_of("https://donnees.example", f"{host.url}/x/")
    assert "(404)" in nowhere
    assert told_of("https://donnees.example", "http://127.0.0.1:1/") == []
    assert told_of(host.url, f"{host.url}/x/") == []
    assert told_of(host.url, "https://w3id.org/lf2l/") == []  # a site that is not published yet


def headed(name: str, value: str) -> Fault:
    """A header of every answer."""
    return lambda _, answer: Answer(answer.status, answer.headers | {name: value}, answer.body)


def test_what_holds_for_a_whole_host_is_told_once(host: Host) -> None:
    bare = headed("Access-Control-Allow-Origin", "")
    assert found(host, bare) == {("info", "cors", "/catalog.ttl")}
    assert found(host, headed("ETag", '"1"')) == {("error", "etag", "/catalog.ttl")}


def test_a_host_that_answers_what_is_not_there_with_a_page_is_told(host: Host) -> None:
    page = Answer(200, {"Content-Type": "text/html"}, b"<p>home")
    result = found(host, lambda _, answer: page if answer.status == 404 else None)
    assert {rule for _, rule, _ in result} == {"missing"}


def test_a_release_that_takes_the_place_of_another_meanwhile_is_told_as_that(host: Host) -> None:
    manifest = (host.folder / "dumps" / "manifest.json").read_bytes()
    times = iter(range(1000))

    def change(path: str, answer: Answer) -> Answer | None:
        if path == "/dumps/gone.tsv":
            return Answer(200, answer.headers, b"of the next")
        if path == "/dumps/manifest.json" and next(times) > 0:
            digest = json.loads(manifest)["digest"].encode()
            return Answer(200, answer.headers, manifest.replace(digest, b"0" * 64))
        return None

    assert found(host, change) == {("error", "changed", "/dumps/manifest.json")}


def test_an_answer_without_end_holds_nothing_up(host: Host) -> None:
    for path, pace in (("/dumps/gone.tsv", 0.0), ("/dumps/gone.tsv", 0.05), ("/catalog.ttl", 0.05)):
        host.drip, host.pace = path, pace
        assert path in {
            place for severity, _, place in found(host, None, _HURRIED) if severity == "error"
        }


def test_a_site_that_does_not_answer_any_more_is_left_alone(host: Host) -> None:
    def hang(path: str, _: Answer) -> Answer | None:
        if path.startswith("/dumps/") and path > "/dumps/manifest.json":
            time.sleep(2)
        return None

    before = host.asked
    result = found(host, hang, _HURRIED)
    assert "slow" in {rule for _, rule, _ in result}
    assert host.asked - before < 60


def test_headers_that_drip_hold_nothing_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    connection.sendall(b"X: y\r\n")
                    time.sleep(0.015)

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        (finding,) = check_site(url, _HURRIED)
    thread.join()
    assert (finding.severity, finding.code) == ("error", "site-manifest")


def test_what_is_wrong_with_an_encrypted_site_is_told(
    tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=127.0.0.1"
    )
    made += " -addext subjectAltName=IP:127.0.0.1"
    command = ["openssl", *made.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Host(("127.0.0.1", 0), _Handler) as server:
        server.folder = host.folder
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}"
        (finding,) = check_site(url, _CALM)
        assert (finding.severity, finding.code) == ("error", "site-manifest")
        assert "certificat" in finding.message.fr
        assert "renew the certificate" in finding.message.en
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server.fault = status("/catalog.ttl", 302, Location=f"{host.url}/catalog.ttl")
        unprotected = ("error", "catalogue", "/catalog.ttl")
        other_site = ("warning", "sitemap", "/sitemap.xml")  # the export says http
        assert told(check_site(url, _CALM), url) == {unprotected, other_site}
        server.shutdown()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "127.0.0.1:8000", "http://", "http://127.0.0.1:1"]
)
def test_an_address_where_nobody_is_is_an_error_and_no_finding(url: str, run: Run) -> None:
    with pytest.raises(RemoteError):
        check_site(url, _CALM)
    assert run("check", url).code == 3


def test_the_command_says_what_to_mend_in_the_language_asked_for(host: Host, run: Run) -> None:
    assert run("check", host.url).code == 0
    host.fault = status("/catalog.ttl", 404)
    french, english = (run("check", host.url, "--lang", code) for code in ("fr", "en"))
    assert (french.code, english.code) == (1, 1)
    assert f"{host.url}/catalog.ttl: error: rien à cette adresse (404)" in french.err
    assert f"{host.url}/catalog.ttl: error: nothing at this address (404)" in english.err
    answer = json.loads(run("check", host.url, "--json").out)
    assert (answer["good"], answer["findings"][-1]["path"]) == (False, f"{host.url}/catalog.ttl")
