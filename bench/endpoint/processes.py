"""Servers started for the measurement, and what they hold."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int
    path: str  # of its endpoint


@contextlib.contextmanager
def ours(releases: Path, folder: Path, **settings: int) -> Iterator[Running]:
    """This project's server with its defaults, but for these settings."""
    said = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (folder / "lf2l-kg.toml").write_text(said)
    port = _free_port()
    command = [sys.executable, "-m", "lf2l_kg", "serve", str(releases), "--port", str(port)]
    with _run([*command, "--log", "none"], folder, port) as process:
        yield Running(process, port, "/sparql")


@contextlib.contextmanager
def oxigraph(store: Path, folder: Path) -> Iterator[Running]:
    """``oxigraph serve-read-only`` over the same store."""
    found = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        raise SystemExit("oxigraph is missing: pip install 'lf2l-kg[dev]'")
    port = _free_port()
    command = [found, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _run(command, folder, port) as process:
        yield Running(process, port, "/query")


@contextlib.contextmanager
def bare(content: bytes, folder: Path) -> Iterator[Running]:
    """Granian that sends these bytes."""
    file, port = folder / "bare.bin", _free_port()
    file.write_bytes(content)
    script = str(Path(__file__).with_name("bare.py"))
    with _run([sys.executable, script, str(port), str(file)], folder, port) as process:
        yield Running(process, port, "/sparql")


@contextlib.contextmanager
def _run(command: Sequence[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own servers
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        if not _answers(process, port):
            raise SystemExit(f"{command[0]} does not start: {Path(log.name).read_text()}")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until it does; False when it does not."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            time.sleep(1)  # until it has opened its data
            return True
    return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def family(process: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                said = (entry / "stat").read_text()
                parents[int(entry.name)] = int(said.rpartition(")")[2].split()[1])
    found, before = {process}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def processor_seconds(server: Running) -> float:
    """What a server and its processes have used so far."""
    ticks = 0
    for process in family(server.process.pid):
        try:
            stat = (_PROC / str(process) / "stat").read_text()
        except OSError:  # it has ended
            continue
        ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> int:
    """Bytes that a process and its descendants hold; what they share counts once."""
    total = 0
    for member in family(process):
        with contextlib.suppress(OSError):
            for line in (_PROC / str(member) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
    return total


class Watch:
    """Notes the most that a server holds, and whether its main processes stay the same."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._mains = self._find_mains()
        self.idle = memory(process)
        self.most = self.idle

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    @property
    def died(self) -> bool:
        """The server, or the process of it that takes connections, is another than it was."""
        return self._find_mains() != self._mains

    def _find_mains(self) -> set[int]:
        """The server and its direct children: what answers over HTTP."""
        children = _PROC / str(self._process) / "task" / str(self._process) / "children"
        try:
            return {self._process, *map(int, children.read_text().split())}
        except OSError:
            return set()

    def _look(self) -> None:
        while not self._stopped.wait(0.05):
            self.most = max(self.most, memory(self._process))
