"""Facts of this app in the past tense; project/reactions.py says who acts on them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

worker_turn = Signal()  # now (ms): twice a second, for what cannot wait for the beat; a look that finds nothing must cost next to nothing
worker_beat = Signal()  # now (ms): the worker is alive; sent every few seconds
