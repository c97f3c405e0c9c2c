"""A process that gets ready to validate while earlier stages work.

The engine takes longer to load than what little has changed takes to be checked. Whatever becomes of the
process, nothing depends on it: what it does not answer is checked here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from lf2l_kg.base.ontology import Ontology, load_ontology
from lf2l_kg.base.processes import python_command
from lf2l_kg.validate import Portion, ShaclResult, prepare_check

Results = list[tuple[ShaclResult, ...]]
_encode = msgspec.msgpack.Encoder().encode


class Standby:
    """The process, where one was asked for; it ends with its ``with``, or when this program does."""

    def __init__(self, ontology: Path, processes: int | None = None) -> None:
        """Nothing is started yet.

        Args:
            ontology: the folder, which the process reads for itself.
            processes: how many may run; None for one a core, 1 for none but this one.
        """
        self._ontology = ontology
        self._is_alone = (processes or os.cpu_count() or 1) == 1
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Let a process load what takes long."""
        if self._process is None and not self._is_alone:
            with suppress(OSError):  # there is none to be had
                self._process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
                    python_command(check_apart, str(self._ontology)),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )

    def check(self, portions: Sequence[Portion], ontology: Ontology) -> Results | None:
        """What ``check_portions`` gives, once; None when the process does not say, for whatever reason."""
        if self._process is None or self._process.returncode is not None:
            return None
        said, _ = self._process.communicate(_encode((ontology.digest, portions)))
        try:
            return msgspec.msgpack.decode(said, type=Results)
        except msgspec.MsgspecError:
            return None

    def __enter__(self) -> Standby:
        """This standby."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


def check_apart(folder: str) -> None:
    """The body of the process: on its standard input some portions, on its output the results on them.

    A malformed shape ends it, and so does an ontology that is no longer what it was: neither is for it
    to tell.
    """
    ontology = load_ontology(Path(folder))
    check = prepare_check(ontology)
    given = sys.stdin.buffer.read()
    digest, portions = msgspec.msgpack.decode(given, type=tuple[str, tuple[Portion, ...]])
    if digest == ontology.digest:
        sys.stdout.buffer.write(_encode(check(portions)))
