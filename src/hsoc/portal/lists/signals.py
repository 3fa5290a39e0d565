"""Facts of lists in the past tense; project/reactions.py says who answers them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

answer_arrived = Signal()  # content (a text/calendar part), sender (a proven address), now: meetings read it as the answer to an invitation
