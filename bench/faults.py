"""``python bench/faults.py [--count N] [--seed N]``: faults injected into releases, and what becomes of them.

Builders are killed at random moments, their disk is full at random sizes, two of them build at once, and
bits are flipped at random places, the store's and the manifest's included. After each fault the release
being served must be sound, no release may be half there, and the next build must succeed and clean up.

As root a small disk is mounted for the full disks; else the system bounds the size of a file.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from quads import make_dataset, report_on

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.release import (
    check_release,
    current_release,
    find_releases,
    switch_current,
    write_release,
)

DAY = date(2026, 1, 31)
_QUADS = 600
_DISK_KIB = 32768  # room for the releases of twenty faults, when nothing fills it
_ONTOLOGY = load_ontology(packaged("ontology"))


def build(releases: Path, number: int) -> None:
    """A release of one of many datasets, made current."""
    settings = Settings(releases=releases, queries=releases / "none")
    data = make_dataset(_QUADS, number)
    made = write_release(data, report_on(data), _ONTOLOGY, settings, issued=DAY, commit="")
    switch_current(releases, made.path.name)


def begin(work: Callable[[], object]) -> int:
    """Do something in a process of its own, which ends with 0, or 3 when it could not write."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code = 0 if work() is not False else 2
    except OutputError:
        code = 3
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """The exit code of a process; less than 0 when it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_sound(releases: Path, *, clean: bool) -> bool:
    """Whether there is a current release, all are whole, and, when clean, nothing else lies about."""
    current = current_release(releases)
    left = [path for path in releases.iterdir() if path.name.startswith(".tmp-")]
    whole = not any(problem for path in find_releases(releases) for problem in check_release(path))
    return current is not None and whole and not (clean and left)


def survives(releases: Path, number: int) -> bool:
    """After a fault: what is served is sound; the next build succeeds, and clears what was left."""
    if ended(begin(lambda: is_sound(releases, clean=False))):
        return False
    if ended(begin(lambda: build(releases, number))):
        return False
    return ended(begin(lambda: is_sound(releases, clean=True))) == 0


def kill_a_builder(releases: Path, number: int, chance: random.Random, takes: float) -> bool:
    """A builder killed at any moment."""
    child = begin(lambda: build(releases, number))
    time.sleep(chance.uniform(0, takes))
    os.kill(child, signal.SIGKILL)
    ended(child)
    return survives(releases, number)


def kill_one_of_two(releases: Path, number: int, chance: random.Random, takes: float) -> bool:
    """Two builders at once, of which one may be killed."""
    children = [begin(lambda n=n: build(releases, n)) for n in (number, number + 1)]  # type: ignore[misc]  # a default binds
    killed = chance.choice([True, False])
    if killed:
        time.sleep(chance.uniform(0, takes))
        os.kill(children[0], signal.SIGKILL)
    codes = [ended(child) for child in children]
    return (killed or codes[0] == 0) and codes[1] == 0 and survives(releases, number)


def fill_the_disk(releases: Path, number: int, chance: random.Random, takes: float) -> bool:
    """A disk with less room than a release needs, or a bound on the size of files."""
    del takes
    if releases.is_mount():
        filler, room = releases / "filler", os.statvfs(releases)
        free = room.f_bavail * room.f_frsize
        with filler.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(free - chance.randrange(1, 600_000), 1))
        code = ended(begin(lambda: build(releases, number)))
        filler.unlink()
    else:
        most = chance.randrange(1, 60_000)
        code = ended(begin(lambda: _bounded(releases, number, most)))
    return code in (0, 3) and survives(releases, number)


def _bounded(releases: Path, number: int, most: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    build(releases, number)


def flip_a_bit(releases: Path, number: int, chance: random.Random, takes: float) -> bool:
    """One bit of one file of a release: it must be noticed."""
    del number, takes
    release = find_releases(releases)[0]
    path = chance.choice(
        [p for p in sorted(release.rglob("*")) if p.is_file() and p.stat().st_size]
    )
    good = path.read_bytes()
    bad = bytearray(good)
    bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
    path.write_bytes(bad)
    found = ended(begin(lambda: not check_release(release))) == 2
    path.write_bytes(good)
    return found


FAULTS = (kill_a_builder, kill_one_of_two, fill_the_disk, flip_a_bit)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder on a disk of some MiB where that is allowed; else any folder."""
    with tempfile.TemporaryDirectory() as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_KIB}k", "none", name]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
        mounted = done.returncode == 0
        try:
            yield Path(name)
        finally:
            if mounted:
                subprocess.run(["umount", name], check=True)  # noqa: S603, S607 - our own folder


def inject(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Inject so many faults, in turn.

    Returns:
        How many of each kind, and the ones after which something was wrong.
    """
    chance = random.Random(seed)  # noqa: S311 - the same faults again for the same seed
    wrong: list[str] = []
    done = Counter[str]()
    for index in range(0, count, 20):
        with small_disk() as releases:
            began = time.perf_counter()
            if ended(begin(lambda: build(releases, 0))):
                return done, ["no first release"]
            takes = 1.3 * (time.perf_counter() - began)
            for number in range(index + 1, min(index + 20, count) + 1):
                fault = FAULTS[number % len(FAULTS)]
                done[fault.__name__] += 1
                if not fault(releases, 2 * number, chance, takes):
                    wrong.append(f"{fault.__name__} {number}")
                if number % 4 == 0:
                    ended(begin(lambda: _keep_few(releases)))
    return done, wrong


def _keep_few(releases: Path) -> None:
    from lf2l_kg.release import prune_releases

    prune_releases(releases, 2)


def main() -> int:
    """Inject faults and print what was found; exit code 1 when a release was not sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    done, wrong = inject(given.count, given.seed)
    seconds = time.perf_counter() - began
    for name, count in sorted(done.items()):
        sys.stdout.write(f"{name.replace('_', ' ')}: {count}\n")
    sys.stdout.write(
        f"{done.total()} faults in {seconds:.0f} s; not sound after: {wrong or 'none'}\n"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
