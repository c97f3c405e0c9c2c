"""How tests share the machine when several processes run them, as ``make test`` does with pytest-xdist.

Each process takes one test file after another. A test that is marked ``alone`` measures what the machine does
in some time, or needs time that nobody else wants: no other test of the run begins before its end.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

#: The files that take longest, which are begun first: so that all processes end at about the same time.
LONG = (
    "test_browser",
    "test_check",
    "test_validate",
    "test_docs",
    "test_endpoint_life",
    "test_incremental",
    "test_bad_input",
    "test_review",
    "test_browser_query",
    "test_pipeline",
    "test_cli",
    "test_incremental_edits",
    "test_endpoint_lending",
    "test_shacl",
    "test_export",
    "test_sync",
    "test_serve_sparql",
    "test_explain",
    "test_release_changes",
    "test_release_directory",
    "test_endpoint_races",
    "test_endpoint_attacks",
    "test_endpoint_sharing",
)


class Turns:
    """Lets a test of this process begin when those of the others allow it.

    Whoever waits for the room keeps the door. So a test that wants to be alone waits for those that run,
    and not for any that would begin meanwhile.

    Args:
        folder: one that all processes have.
    """

    def __init__(self, folder: Path) -> None:
        self._door = (folder / "door.lock").open("w")
        self._room = (folder / "room.lock").open("w")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test with all that it sets up and leaves behind."""
        import fcntl  # which Windows lacks, where nobody runs tests so

        alone = item.get_closest_marker("alone") is not None
        fcntl.flock(self._door, fcntl.LOCK_EX)
        fcntl.flock(self._room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(self._door, fcntl.LOCK_UN)
        try:
            return (yield)
        finally:
            fcntl.flock(self._room, fcntl.LOCK_UN)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The long files first; each file's tests stay together, in their order."""
        places = {name: place for place, name in enumerate(LONG)}
        items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))

    def pytest_unconfigure(self) -> None:
        """The end."""
        self._door.close()
        self._room.close()
