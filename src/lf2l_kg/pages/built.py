"""The scripts that ``web/`` bundles: where each is, when they were built.

A wheel carries them. In a clone without Node there are none, and pages do without.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import msgspec

BUILT = "built"  # the folder below assets/


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    folder = resources.files("lf2l_kg.pages") / "assets" / BUILT
    try:
        manifest = (folder / "manifest.json").read_bytes()
    except FileNotFoundError:  # not built: pages do without
        return {}
    return msgspec.json.decode(manifest, type=dict[str, str])


def built_script(name: str) -> str:
    """The path of a script below the site's root; "" when it was not built.

    Args:
        name: of the entry in ``web/build.mjs``: "query", "search".
    """
    file = _files().get(name)
    return f"assets/{BUILT}/{file}" if file else ""


def is_lasting(path: str) -> bool:
    """Whether an asset's name changes with its content, so that it may be kept for ever.

    Args:
        path: below ``assets/``.
    """
    folder, _, name = path.rpartition("/")
    return folder == BUILT and name not in ("manifest.json", "licences.txt")
