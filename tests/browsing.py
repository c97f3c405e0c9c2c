"""A browser on a site that is served: Chromium of the system, driven by Playwright."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from lf2l_kg.base.settings import load_settings
from lf2l_kg.pages import HEADERS
from lf2l_kg.pages.built import built_script
from listening import Listening, listen

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--no-sandbox",  # a container has no user namespaces; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A window without a person needs no menus below its address, each a page that is started with it;
    # the rest is Playwright's own list, which this one replaces.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,"
    "PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
)
#: What a browser says of an answer that is an error, whatever the page makes of it.
_EXPECTED = "Failed to load resource: the server responded with a status of 4"
_WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def chromium() -> str:
    """The path of Chromium: of the variable CHROMIUM, else of the PATH; the test is skipped without."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
    if not found:
        pytest.skip("no Chromium: install it (apt-get install chromium), or say CHROMIUM=/path")
    return found


def need_scripts() -> None:
    """Skip a test of scripts where they are not built."""
    if not built_script("query"):
        pytest.skip("the scripts are not built: install Node 20 or later, then `make scripts`")


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium, until the end of the block."""
    path = chromium()
    with sync_playwright() as playwright, _launch(playwright, path) as browser:
        yield browser


def _launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=list(_FLAGS))


@dataclass
class Visit:
    """A page, and what went wrong on it."""

    page: Page
    url: str  # of the site, with « / » at its end
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the site; its scripts have run when this returns."""
        self.page.goto(f"{self.url}{path.removeprefix('/')}")


@contextlib.contextmanager
def visit(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """A new visitor of a site, without anything kept. Ends with an assertion that nothing went wrong.

    Args:
        browser: that visits.
        url: of the site.
        options: of the visitor: ``locale``, ``viewport``, ``color_scheme``, ``java_script_enabled`` …
    """
    settings: dict[str, Any] = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}}
    with browser.new_context(**settings | options) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        visited = Visit(page, url)
        _watch(context, page, visited)
        yield visited
        assert not visited.problems, visited.problems


def _watch(context: BrowserContext, page: Page, visited: Visit) -> None:
    def pass_on(route: Route) -> None:
        if route.request.url.startswith(visited.url):
            route.continue_()
        else:
            visited.problems.append(f"asked another site: {route.request.url}")
            route.abort()

    context.route("**/*", pass_on)
    context.add_init_script(_WATCH)
    page.on("pageerror", lambda error: visited.problems.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            visited.problems.append(f"{page.url}: {said.text}")
            if said.type in ("error", "warning") and not said.text.startswith(_EXPECTED)
            else None
        ),
    )


@contextlib.contextmanager
def served_project(folder: Path) -> Iterator[Listening]:
    """The project's documents, built and served.

    Args:
        folder: an empty one, for a copy of the project and its release.
    """
    project = folder / "project"
    project.mkdir()
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "lf2l-kg.toml", project)
    cache = ROOT / ".pytest_cache"  # of the names of places: it outlives the run
    (cache / "lf2l-kg").mkdir(parents=True, exist_ok=True)
    (project / ".cache").symlink_to(cache / "lf2l-kg")
    build = [sys.executable, "-m", "lf2l_kg", "build", "-o", str(folder / "releases")]
    subprocess.run(build, cwd=project, check=True, capture_output=True, env=_environment(cache))
    settings = load_settings(here=project)
    titles = {name: getattr(settings, name) for name in ("title_fr", "title_en", "publisher")}
    with listen(folder, folder / "releases", settings.base_iri, **titles) as listening:
        yield listening


@contextlib.contextmanager
def served_files(folder: Path) -> Iterator[str]:
    """A plain file server, with the policy that pages are made for; gives its address.

    Args:
        folder: that is its root.
    """
    handle = functools.partial(_Files, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handle) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class _Files(SimpleHTTPRequestHandler):
    """Sends files; says nothing on the terminal."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", HEADERS["Content-Security-Policy"])
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _environment(folder: Path) -> Mapping[str, str]:
    return {
        **os.environ,
        "XDG_CACHE_HOME": str(folder / "cache"),
        "SOURCE_DATE_EPOCH": "1767225600",
    }
