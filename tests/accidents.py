"""What befalls a project between two builds: documents, what was kept or releases are damaged or lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from random import Random

from editing import Project
from lf2l_kg.base.errors import InputError
from lf2l_kg.release import prune_releases, roll_back


def break_or_mend(project: Project, random: Random) -> None:
    """Make a document unreadable, as what it was lies beside it; the next time it is whole again."""
    kept = project.folder / "whole.md"
    place = project.folder / "whole.txt"
    if kept.exists():
        Path(place.read_text()).parent.mkdir(exist_ok=True)
        kept.rename(place.read_text())
        return
    path = project.some(random)
    path.replace(kept)
    place.write_text(str(path))
    way = random.randrange(4)
    if way == 0:
        path.write_bytes(b"\xff\xfe\xff\x00")
    elif way == 1:
        path.symlink_to("nowhere.md")
    elif way == 2:
        path.write_bytes(b"# Metz\n" + b"x" * (1 << 20))
    else:
        path.write_text("---\ntitle: [\n---\n# Metz\n")


def touch(project: Project, random: Random) -> None:
    os.utime(project.some(random), (random.randrange(1 << 30),) * 2)


def delete_the_cache(project: Project, _: Random) -> None:
    for path in project.cache.glob("products-*"):
        path.unlink()


def damage_the_cache(project: Project, random: Random) -> None:
    """Bytes in the file of the products become others, or its end is lost."""
    for path in project.cache.glob("products-*.sqlite"):
        data = bytearray(path.read_bytes())
        if random.randrange(2):
            del data[random.randrange(len(data)) :]
        for _ in range(random.randrange(40) if data else 0):
            data[random.randrange(len(data))] = random.randrange(256)
        path.write_bytes(data)


def lose_products(project: Project, random: Random) -> None:
    """Some rows are gone, some hold those of others."""
    for path in project.cache.glob("products-*.sqlite"):
        with suppress(sqlite3.Error):
            file = sqlite3.connect(path)
            file.execute("DELETE FROM product WHERE rowid % 3 = ?", (random.randrange(3),))
            file.execute("UPDATE product SET data = substr(data, 1, 9) WHERE rowid % 5 = 1")
            file.commit()
            file.close()


def lose_small_products(project: Project, random: Random) -> None:
    """Only some of what is kept of all documents together is left, and nothing of each."""
    for path in project.cache.glob("products-*.sqlite"):
        with suppress(sqlite3.Error):
            file = sqlite3.connect(path)
            largest = "SELECT rowid FROM product ORDER BY length(data) DESC LIMIT 4"
            left = [row for row in file.execute(largest) if random.random() < 0.8]
            file.execute("CREATE TEMP TABLE large (row INTEGER)")
            file.executemany("INSERT INTO large VALUES (?)", left)
            file.execute("DELETE FROM product WHERE rowid NOT IN (SELECT row FROM large)")
            file.commit()
            file.close()


def lose_the_release(project: Project, _: Random) -> None:
    current = project.current()
    if current:
        shutil.rmtree(current)


def lose_the_store(project: Project, _: Random) -> None:
    current = project.current()
    if current:
        shutil.rmtree(current / "store", ignore_errors=True)


def damage_the_store(project: Project, random: Random) -> None:
    current = project.current()
    if current and (current / "store").exists():
        path = random.choice(sorted((current / "store").glob("*")))
        path.chmod(0o644)
        data = path.read_bytes()
        path.unlink()  # its tables are those of other releases, too
        path.write_bytes(data[: len(data) // 2])


def damage_a_file(project: Project, random: Random) -> None:
    current = project.current()
    if current:
        names = ("chunks.json", "dump.nq.zst", "evidence.nq.zst", "dump.ttl.gz", "index.sqlite")
        path = current / random.choice((*names, "manifest.json", "feed.tsv", "gone.tsv"))
        if path.exists():
            path.chmod(0o644)
            data = bytearray(path.read_bytes())
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
            path.write_bytes(data)


def go_back(project: Project, _: Random) -> None:
    with suppress(InputError):
        roll_back(project.releases)


def clear_away(project: Project, random: Random) -> None:
    if project.releases.exists():
        with suppress(InputError):
            prune_releases(project.releases, random.choice((1, 2)))


def lose_the_register(project: Project, _: Random) -> None:
    (project.releases / "identities.tsv").unlink(missing_ok=True)


ACCIDENTS = (
    break_or_mend, touch,
    delete_the_cache, damage_the_cache, lose_products, lose_small_products, lose_the_release,
    lose_the_store, damage_the_store,
    damage_a_file, go_back, clear_away, lose_the_register,
)  # fmt: skip
