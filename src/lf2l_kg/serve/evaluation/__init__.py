"""Queries evaluated where their end hurts nobody: processes that may be killed at any moment.

A query goes to such a process and its answer comes back, through the server (:mod:`.pool`). A connection
whose client asks one new question after another is lent to a process, which then reads and answers by
itself (:mod:`.lending` in the server, :mod:`.clerk` in the process): that spares two of four wake-ups.
"""
