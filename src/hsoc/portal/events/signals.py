"""Facts of this app in the past tense; project/reactions.py says who acts on them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

worker_beat = Signal()  # now (ms): the worker is alive; sent every few seconds
