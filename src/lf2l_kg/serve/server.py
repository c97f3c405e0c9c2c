"""Run the application on a real HTTP server, Granian, in a process that is replaced if it dies."""

from __future__ import annotations

import functools
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.settings import Settings

if TYPE_CHECKING:
    from .current import Check
    from .journal import Style
    from .rsgi import Front

_START_SECONDS = 60
_STOP_SECONDS = 8  # for requests under way, once asked to stop
_HEAD_SECONDS = 15  # for a request's head to come; an idle connection is closed after as long
_HEAD_BYTES = 128 << 10  # of a request's head: an address has 64 KiB at most
_CONNECTIONS = 3000  # at once, when the system allows as many; each may hold 256 KiB of an answer
_SPARE_FILES = 512  # that are no connection
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"talk": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"_granian": {"handlers": ["talk"], "level": "WARNING", "propagate": False}},
}


def run_server(
    releases: Path,
    settings: Settings,
    host: str,
    port: int,
    ready: Callable[[str], object] = lambda _: None,
    *,
    log: Style = "none",
    check: Check | None = None,
) -> None:
    """Serve until interrupted (SIGINT or SIGTERM), then return.

    Args:
        releases: the folder of releases; its ``current`` is served.
        settings: the project's.
        host: the address to listen at.
        port: the port; 0 for any free one.
        check: says what is wrong with a release before it is served; None for no check.
        log: how each request is told on the standard error output.
        ready: called once with the address, such as ``http://127.0.0.1:8000/``, when it answers.

    Raises:
        OutputError: when the address cannot be listened at, or the server cannot start.
    """
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    class ToldServer(Server):  # type: ignore[misc,valid-type]  # chosen when Granian is imported
        """Granian's server, followed by a thread that says when it answers.

        The thread begins after the worker process: a process with threads must not be forked.
        """

        def startup(self, spawn_target: Any, target_loader: Any) -> None:
            super().startup(spawn_target, target_loader)
            threading.Thread(target=_tell, args=(host, port, ready, stopped), daemon=True).start()

    port = _claim(host, port)
    stopped = threading.Event()
    server = ToldServer(
        "lf2l_kg.serve",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,  # the other version's door has no bound on the wait for a first byte
        http1_settings=HTTP1Settings(
            header_read_timeout=_HEAD_SECONDS * 1000, max_buffer_size=_HEAD_BYTES
        ),
        backpressure=_most_connections(),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
    )
    # The worker is a new process: it gets the application as a recipe, not as an object.
    load = functools.partial(_load, releases.absolute(), settings, log, check)
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit as error:
        if error.code not in (None, 0):
            raise OutputError(
                Message(
                    fr="le serveur s’est arrêté de lui-même\u00a0; la cause est écrite ci-dessus",
                    en="the server stopped by itself; the cause is written above",
                ),
                value=f"{host}:{port}",
            ) from error
    finally:
        stopped.set()


def _most_connections() -> int:
    """As many as the system lets this process have, which is asked for all that it may have."""
    if sys.platform == "win32":
        return _CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _SPARE_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(soft - _SPARE_FILES, _CONNECTIONS), 64)


def _load(releases: Path, settings: Settings, log: Style, check: Check | None) -> Front:
    from .app import create_app
    from .rsgi import Front

    return Front(create_app(releases, settings, log=log, check=check))


def _claim(host: str, port: int) -> int:
    """The port, once it is known to be free: Granian shares ports, so that it would not notice.

    Raises:
        OutputError: when it is taken, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as claimed:
            claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            claimed.bind(address)
            return int(claimed.getsockname()[1])
    except OSError as error:
        raise OutputError(
            Message(
                fr=f"impossible d’écouter sur {host}:{port} ({error.strerror})\u00a0; arrêtez l’autre"
                f" programme, ou choisissez un autre port\u00a0: --port {port + 1}",
                en=f"cannot listen at {host}:{port} ({error.strerror}); stop the other program,"
                f" or choose another port: --port {port + 1}",
            ),
            value=f"{host}:{port}",
        ) from error


def _tell(host: str, port: int, ready: Callable[[str], object], stopped: threading.Event) -> None:
    """Say the address when it takes connections."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    name = f"[{reachable}]" if ":" in reachable else reachable
    until = time.monotonic() + _START_SECONDS
    while not stopped.wait(0.02) and time.monotonic() < until:
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            continue
        ready(f"http://{name}:{port}/")
        return
