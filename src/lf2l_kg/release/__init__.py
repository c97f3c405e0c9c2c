"""release: a dataset and its report → an immutable directory, and the name of the one being served."""

from .check import check_release
from .directory import current_release, find_current, switch_current
from .keeping import find_releases, prune_releases, roll_back
from .loss import find_loss
from .manifest import Manifest, read_manifest, read_published
from .verify import verify_release
from .writing import Release, refuse_unreleasable, release_digest, sum_store, write_release

__all__ = [
    "Manifest",
    "Release",
    "check_release",
    "current_release",
    "find_current",
    "find_loss",
    "find_releases",
    "prune_releases",
    "read_manifest",
    "read_published",
    "refuse_unreleasable",
    "release_digest",
    "roll_back",
    "sum_store",
    "switch_current",
    "verify_release",
    "write_release",
]
