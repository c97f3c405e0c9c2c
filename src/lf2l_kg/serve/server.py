"""Run the application on a real HTTP server, uvicorn, in a process that is replaced if it dies."""

from __future__ import annotations

import contextlib
import functools
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.settings import Settings

if TYPE_CHECKING:
    from uvicorn.config import Config

    from .application import Application
    from .current import Check
    from .journal import Style

_START_SECONDS = 60
_STOP_SECONDS = 8  # for requests under way, once asked to stop
_IDLE_SECONDS = 15  # after which a connection without a request is closed
_CONNECTIONS = 3000  # at once, when the system allows as many; each may hold 256 KiB of an answer
_BACKLOG = 2048  # connections that wait to be taken
_SPARE_FILES = 512  # that are no connection
#: What uvicorn's supervisor listens to.
_SIGNALS = (
    "SIGINT",
    "SIGTERM",
    "SIGHUP",
    "SIGQUIT",
    "SIGTTIN",
    "SIGTTOU",
    "SIGUSR1",
    "SIGUSR2",
    "SIGWINCH",
)
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"talk": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"uvicorn.error": {"handlers": ["talk"], "level": "ERROR", "propagate": False}},
}


class Event(Protocol):
    """Something that happens once, here or in another process."""

    def is_set(self) -> bool:
        """Whether it has."""
        ...

    def wait(self, timeout: float) -> bool:
        """Whether it has, after some seconds at most."""
        ...


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
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    class Supervisor(Multiprocess):
        """Uvicorn's supervisor; once it is asked to stop, nobody can connect any more."""

        def terminate_all(self) -> None:
            for listening in self.sockets:
                listening.close()
            super().terminate_all()

    listening = _claim(host, port)
    port = int(listening.getsockname()[1])
    started = multiprocessing.get_context("spawn").Event()
    # The application is made in another process, so that process gets a recipe.
    recipe = functools.partial(_load, releases.absolute(), settings, log, check, started.set)
    stopped = threading.Event()
    with listening, _signals_as_before():
        supervisor = Supervisor(_configure(recipe), [listening])
        url = _url(host, port)
        telling = threading.Thread(target=_tell, args=(url, ready, started, stopped), daemon=True)
        telling.start()
        try:
            supervisor.run()
        finally:
            stopped.set()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise OutputError(
            Message(
                fr="le serveur s’est arrêté de lui-même\u00a0; la cause est écrite ci-dessus",
                en="the server stopped by itself; the cause is written above",
            ),
            value=f"{host}:{port}",
        )


def _configure(recipe: Callable[[], Application]) -> Config:
    """How uvicorn serves the application that a recipe makes."""
    from uvicorn.config import Config

    from .connection import Connection

    return Config(
        recipe,
        factory=True,
        interface="asgi3",
        lifespan="on",
        loop="uvloop",
        http=Connection,
        ws="none",
        workers=1,
        backlog=_BACKLOG,
        limit_concurrency=_most_connections(),
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        log_config=_LOGGING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )


@contextlib.contextmanager
def _signals_as_before() -> Iterator[None]:
    """The supervisor takes all signals for itself, and does not give them back."""
    taken = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in taken}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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


def _load(
    releases: Path,
    settings: Settings,
    log: Style,
    check: Check | None,
    started: Callable[[], None],
) -> Application:
    from .app import create_app

    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    application = create_app(releases, settings, log=log, check=check)
    gc.freeze()  # what is there now stays; looking through it again and again takes milliseconds
    application.on_start = started
    return application


def _end_with_parent() -> None:
    """When the supervisor is killed, its process would go on with nobody to end it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _claim(host: str, port: int) -> socket.socket:
    """A socket with an address, which nobody can take from then on.

    Raises:
        OutputError: when it is taken, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        claimed = socket.socket(family, kind, protocol)
        try:
            claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            claimed.bind(address)
            claimed.listen(_BACKLOG)  # so that a second server on the same port is told
        except BaseException:
            claimed.close()
            raise
        return claimed
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


def _url(host: str, port: int) -> str:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    name = f"[{reachable}]" if ":" in reachable else reachable
    return f"http://{name}:{port}/"


def _tell(url: str, ready: Callable[[str], object], started: Event, stopped: Event) -> None:
    """Say the address once the application has started: connections are taken before that, and wait."""
    until = time.monotonic() + _START_SECONDS
    while not stopped.is_set() and time.monotonic() < until:
        if started.wait(0.1):
            ready(url)
            return
