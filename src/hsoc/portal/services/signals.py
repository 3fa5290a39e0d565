"""Facts that other rooms answer (project/reactions.py). Never: an answer."""

from __future__ import annotations

from django.dispatch import Signal

service_started = Signal()  # request, actor, now
service_ended = Signal()  # request, actor, now
