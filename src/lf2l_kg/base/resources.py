"""Where the files that come with the package are."""

from __future__ import annotations

from pathlib import Path


def packaged(name: str) -> Path:
    """A folder of the project ("ontology", "queries"): in an installed wheel, or in a clone."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_project" / name
    return installed if installed.is_dir() else package.parent.parent / name
