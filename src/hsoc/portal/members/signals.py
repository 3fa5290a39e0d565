"""Facts of this app in the past tense; project/reactions.py says who acts on them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

approval_granted = Signal()  # approval, actor, now
prefixes_changed = Signal()  # organisation, actor, now
