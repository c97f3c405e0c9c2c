"""Keep other triple stores as a release is: push one there, pull one from a site, check a site."""

from .check import Patience, check_site
from .credentials import Credentials, find_credentials
from .http import Client
from .source import Directory, Site, Source, find_source
from .store import GraphStore
from .transfer import Transfer, notes_graph, transfer_graphs

__all__ = [
    "Client",
    "Credentials",
    "Directory",
    "GraphStore",
    "Patience",
    "Site",
    "Source",
    "Transfer",
    "check_site",
    "find_credentials",
    "find_source",
    "notes_graph",
    "transfer_graphs",
]
