"""Turn a folder of documents into published, validated, linked data.

The stages, in order: read, extract, resolve, assemble, validate, link, release, serve. Each is a
module of this package, a command of ``lf2l-kg`` and a function; ``pipeline`` runs them together.
"""
