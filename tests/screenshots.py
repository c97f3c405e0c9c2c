"""Pictures of six pages in both languages at two widths, for ``docs/PAGES.md``: ``make screenshots``."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from browsing import ROOT, open_browser, served_project, visit

FOLDER = ROOT / "docs" / "screenshots"
#: Name of the picture → address without language, and what stands behind it.
PAGES = {
    "home": ("index", ""),
    "territory": ("id/territory/genk", ""),
    "project": ("id/project/rue-vennestraat-genk", ""),
    "themes": ("themes", ""),
    "search": ("search", "?q=centre-ville"),
    "query": ("query", "?example=cq04-population-des-territoires"),
}
WIDTHS = {
    "phone": ViewportSize(width=390, height=844),
    "desk": ViewportSize(width=1280, height=900),
}
_TALLEST = 1800  # pixels of a picture
_QUALITY = 72  # of WebP, out of 100


def main() -> None:
    """Write all pictures again."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served_project(Path(folder)) as site,
        open_browser() as browser,
    ):
        for width, size in WIDTHS.items():
            for language in ("fr", "en"):
                with visit(browser, site.url, viewport=size, color_scheme="light") as visited:
                    for name, (path, query) in PAGES.items():
                        visited.go(f"{path}.{language}.html{query}")
                        visited.page.wait_for_load_state("networkidle")
                        _open_first_reason(visited.page)
                        picture = take_picture(visited.page, size)
                        (FOLDER / f"{name}-{language}-{width}.webp").write_bytes(picture)
    sizes = [path.stat().st_size for path in FOLDER.glob("*.webp")]
    sys.stdout.write(f"{len(sizes)} files, {sum(sizes) // 1000} kB in {FOLDER.relative_to(ROOT)}\n")


def _open_first_reason(page: Page) -> None:
    """Show where the first statement is from, and leave no cursor that blinks."""
    page.evaluate("document.querySelector('main details.why')?.setAttribute('open', '')")
    page.evaluate("document.activeElement?.blur()")


def take_picture(page: Page, size: ViewportSize) -> bytes:
    """A page from its top, as WebP, which Playwright's own function does not give."""
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(height, _TALLEST), "scale": 1}
    session = page.context.new_cdp_session(page)
    taken = session.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": _QUALITY, "clip": clip, "captureBeyondViewport": True},
    )
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
