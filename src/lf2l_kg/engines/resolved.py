"""Resolving what has changed: all else means what it meant."""

from __future__ import annotations

from collections.abc import Iterable

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.products import Products, make_key, running_code
from lf2l_kg.resolve import Register, Resolution, Resolved, resolve_changed

from .sheets import Page


def resolve_kept(
    pages: Iterable[Page], register: Register, iris: Iris, language: str, products: Products
) -> Resolution:
    """What ``resolve_changed`` gives after what was kept, whatever that is."""
    key = make_key("resolved", running_code(), iris.base, language)
    last = products.find(key, Resolved) or Resolved()
    told = {page.sheet.path: page.sheet for page in pages}
    made = resolve_changed(told, register, iris, last, language)
    if made.resolved is last:
        products.use(key)
    else:
        products.keep(key, made.resolved)
    return made
