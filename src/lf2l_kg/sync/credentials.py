"""Who we are to a server: from the environment or a netrc file, never from the command line."""

from __future__ import annotations

import netrc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message

USER, PASSWORD = "LF2L_KG_USER", "LF2L_KG_PASSWORD"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and its password, which no message shows."""

    user: str
    password: str = field(repr=False)


def find_credentials(url: str, environ: Mapping[str, str], home: Path) -> Credentials | None:
    """The credentials for a server: the environment's, else those of its host in the netrc file.

    Args:
        url: of the server.
        environ: the environment: ``LF2L_KG_USER`` and ``LF2L_KG_PASSWORD``, or ``NETRC``.
        home: where ``.netrc`` is.

    Returns:
        None when nothing is said of this server: it is asked without.

    Raises:
        InputError: when the netrc file cannot be read.
    """
    if user := environ.get(USER):
        return Credentials(user, environ.get(PASSWORD, ""))
    path = Path(environ.get("NETRC") or home / ".netrc")
    if not path.is_file():
        return None
    try:
        found = netrc.netrc(path).authenticators(urlsplit(url).hostname or "")
    except (OSError, UnicodeDecodeError, netrc.NetrcParseError) as error:
        raise InputError(
            Message(
                fr=f"fichier netrc illisible ({error})\u00a0; exemple\u00a0: machine localhost login moi "
                "password secret",
                en=f"unreadable netrc file ({error}); an example: machine localhost login me password "
                "secret",
            ),
            path=str(path),
        ) from error
    return Credentials(found[0], found[2] or "") if found else None
