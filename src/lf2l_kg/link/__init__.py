"""link: what a person has decided about ties to other data sets → links in the dataset.

Candidates are proposed with reasons (``propose_links``), a person decides, and the decisions are kept
(``add_decisions``); a build only reads them. The network is used by the sources that are addresses, and
only when one of them is asked.
"""

from .deciding import safe_decisions
from .decisions import Decision
from .enrichment import Enrichment, read_enrichment
from .ledger import add_decisions
from .links import absent_subjects, accepted_links, link_entities
from .propose import Proposal, propose_links
from .slice import Slice, read_slice
from .sssom import read_decisions
from .subjects import Subject, find_subjects

__all__ = [
    "Decision",
    "Enrichment",
    "Proposal",
    "Slice",
    "Subject",
    "absent_subjects",
    "accepted_links",
    "add_decisions",
    "find_subjects",
    "link_entities",
    "propose_links",
    "read_decisions",
    "read_enrichment",
    "read_slice",
    "safe_decisions",
]
