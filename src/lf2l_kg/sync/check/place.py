"""The site that is looked at, and how what is found there is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Severity
from lf2l_kg.sync.manifest import Manifest

#: A server of ours, an export on a host of files, a release directory on a host of files.
Kind = Literal["live", "export", "directory"]


@dataclass(frozen=True, slots=True)
class Place:
    """A site of these data.

    Attributes:
        root: its address, without a slash at its end.
        files: that of the files of the release.
    """

    root: str
    files: str
    kind: Kind
    manifest: Manifest

    def address(self, iri: str) -> str:
        """Where an IRI of the release is on this site."""
        path = iri.removeprefix(self.manifest.published.base_iri)
        return f"{self.root}/{quote(path, safe='/%')}"

    @property
    def catalogue(self) -> str:
        """Where its catalogue is."""
        return f"{self.root}/{'catalog' if self.kind == 'live' else 'catalog.ttl'}"

    def file(self, name: str) -> str:
        """Where a file of the release is on this site."""
        return f"{self.files}/{quote(name)}"


def finding(url: str, severity: Severity, rule: str, message: Message) -> Finding:
    """Something to mend at an address."""
    return Finding(url, 0, 0, severity, f"site-{rule}", message)
