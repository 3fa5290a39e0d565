"""Facts of this app in the past tense. project/reactions.py says who answers. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

memorandum_signed = Signal()  # organisation (number), on (date or None), actor, now: the first signature that stands
memorandum_withdrawn = Signal()  # organisation (number), actor, now: no signature stands any more
