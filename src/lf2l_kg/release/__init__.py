"""release: a dataset and its report → an immutable directory, and the name of the one being served."""

from .check import check_release
from .directory import current_release, switch_current
from .manifest import Manifest, read_manifest
from .writing import Release, release_digest, write_release

__all__ = [
    "Manifest",
    "Release",
    "check_release",
    "current_release",
    "read_manifest",
    "release_digest",
    "switch_current",
    "write_release",
]
