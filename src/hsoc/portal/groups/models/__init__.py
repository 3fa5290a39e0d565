"""What a group is made of, as it is stored. Belongs here: columns and constraints. Never: rights."""

from __future__ import annotations

from hsoc.portal.groups.models.calls import REPLY_NAMES, SENT_NAMES, WAY_NAMES, Call, Called, CallLink, CallMessage, CallStep
from hsoc.portal.groups.models.group import (
    CALLERS_NAMES,
    END_NAMES,
    ENTRY_NAMES,
    PART_NAMES,
    STATE_NAMES,
    Group,
    GroupMembership,
    Happening,
)
from hsoc.portal.groups.models.papers import Document, Version
from hsoc.portal.groups.models.polls import ASK_NAMES, PER_NAMES, Answer, Poll, Question, Turnout
from hsoc.portal.groups.models.work import AgendaItem, Comment, Decision, Minutes, Task

__all__ = [
    "ASK_NAMES", "CALLERS_NAMES", "END_NAMES", "ENTRY_NAMES", "PART_NAMES", "PER_NAMES", "REPLY_NAMES", "SENT_NAMES", "STATE_NAMES",
    "WAY_NAMES", "AgendaItem", "Answer", "Call", "CallLink", "CallMessage", "CallStep", "Called", "Comment", "Decision", "Document",
    "Group", "GroupMembership", "Happening", "Minutes", "Poll", "Question", "Task", "Turnout", "Version",
]  # fmt: skip
