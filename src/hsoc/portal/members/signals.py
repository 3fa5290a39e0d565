"""Facts of this app in the past tense; project/reactions.py says who acts on them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

approval_requested = Signal()  # approval, now
approval_decided = Signal()  # approval, actor, now
approval_granted = Signal()  # approval, actor, now
prefixes_changed = Signal()  # organisation, actor, now
