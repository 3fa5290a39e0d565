"""Facts of this app in the past tense; project/reactions.py says who acts on them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

indicators_shared = Signal()  # values: {(kind, value)}, organisation: number, now: somebody shared these, new or changed
indicators_revoked = Signal()  # values: {(kind, value)}, organisation: number, now: they are not to be used any more
