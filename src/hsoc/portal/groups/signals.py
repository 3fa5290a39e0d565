"""Facts of groups in the past tense; project/reactions.py says who answers them. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

group_called = Signal()  # call, now: the group was called together; meetings may give it a room (actions.calls.give_room)
membership_changed = Signal()  # group, user, now: somebody came, went, or became a leader; lists keep their rosters by it
