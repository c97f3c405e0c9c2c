"""review: what is too unsure to be published waits for a person, whose answers hold for ever.

A build writes its questions to a review file, one a line; a person writes yes or no beside them. The
next build takes the answers over into a file of the project's, applies them, and asks the rest.
"""

from .answers import Answers, read_answers
from .apply import Reviewed, Status, judge_facts, review_facts
from .identity import identify_fact
from .questions import questions, write_review

__all__ = [
    "Answers",
    "Reviewed",
    "Status",
    "identify_fact",
    "judge_facts",
    "questions",
    "read_answers",
    "review_facts",
    "write_review",
]
