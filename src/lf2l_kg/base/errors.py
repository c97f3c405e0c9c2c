"""What stops the work.

A problem in the data is a :class:`~lf2l_kg.base.records.Finding`; an exception means that we cannot
go on. The tree::

    Lf2lError
    ├── InputError       a file of ours (settings, ontology, register, decisions) cannot be used
    │   └── MalformedFileError   … and every problem found in it is told
    ├── NothingToDoError no document where documents were asked for
    ├── OutputError      something cannot be written (full disk, no permission, lost race)
    ├── NetworkError     a service on the network does not answer as it should
    ├── QueryError       a query cannot be answered
    └── RemoteError      another machine cannot be reached, or does not do what it was asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .messages import Message

if TYPE_CHECKING:
    from .records import Finding  # the command line loads errors even for --help, records not


class Lf2lError(Exception):
    """The root of all errors of this package; the command line turns it into exit code 3.

    Args:
        message: what is wrong and what to do next.
        path: the file concerned, or "" when there is none.
        line: its line, counted from 1; 0 when the whole file is meant.
        column: its column, counted from 1; 0 when the whole line is meant.
        value: the offending value, kept for programs.
    """

    def __init__(
        self, message: Message, *, path: str = "", line: int = 0, column: int = 0, value: str = ""
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.value = value

    def __reduce__(self) -> tuple[object, ...]:  # so that it comes back whole from another process
        return _rebuild, (type(self), self.args, self.__dict__)

    def place(self) -> str:
        """``path:line:column``, as far as it is known."""
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.path, *numbers]) if self.path else ""


def _rebuild(
    kind: type[Lf2lError], args: tuple[object, ...], state: dict[str, object]
) -> Lf2lError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class InputError(Lf2lError):
    """A file of the project (settings, ontology, register, decisions) cannot be used."""


class MalformedFileError(InputError):
    """A file of the project with one problem or several, all told at once.

    The message names every problem with its line, so that whoever prints it prints them all.

    Args:
        findings: the problems, in the order of the file; never empty.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__(
            first.message if len(findings) == 1 else _all_problems(findings),
            path=first.path,
            line=first.line if len(findings) == 1 else 0,
            column=first.column if len(findings) == 1 else 0,
            value=first.value,
        )
        self.findings = findings


def _all_problems(findings: tuple[Finding, ...]) -> Message:
    count = len(findings)
    return Message(
        fr="\n".join(
            [f"{count} problèmes, à corriger dans ce fichier :"]
            + [f"  ligne {f.line} : {f.message.fr}" for f in findings]
        ),
        en="\n".join(
            [f"{count} problems to mend in this file:"]
            + [f"  line {f.line}: {f.message.en}" for f in findings]
        ),
    )


class NothingToDoError(Lf2lError):
    """No document was found where documents were asked for."""


class OutputError(Lf2lError):
    """Something cannot be written; nothing half-written is left behind."""


class NetworkError(Lf2lError):
    """A service on the network does not answer as it should."""


class QueryError(Lf2lError):
    """A query cannot be answered."""


class RemoteError(Lf2lError):
    """Another machine cannot be reached, or does not do what it was asked."""
