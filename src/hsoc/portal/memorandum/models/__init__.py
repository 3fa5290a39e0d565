"""What memorandum stores. Belongs here: the names of all its tables, for Django. Never: a column."""

from hsoc.portal.memorandum.models.ballots import Ballot, Entitled, OpenVote, SecretVote
from hsoc.portal.memorandum.models.imports import Alias, Batch, Line
from hsoc.portal.memorandum.models.texts import CAPACITY_NAMES, STATE_NAMES, Representative, Signature, Text

__all__ = [
    "CAPACITY_NAMES",
    "STATE_NAMES",
    "Alias",
    "Ballot",
    "Batch",
    "Entitled",
    "Line",
    "OpenVote",
    "Representative",
    "SecretVote",
    "Signature",
    "Text",
]
