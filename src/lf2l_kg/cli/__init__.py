"""The command line: one command a stage, and those that run several.

The product goes to stdout or to ``-o``, talk to stderr. Exit codes: 0 done; 1 the data were judged and
do not conform; 2 wrong command line; 3 could not do it; 130 stopped by Ctrl-C.
"""

from .app import main

__all__ = ["main"]
