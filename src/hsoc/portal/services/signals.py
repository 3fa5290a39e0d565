"""Facts that other rooms answer (project/reactions.py). Never: an answer."""

from __future__ import annotations

from django.dispatch import Signal

service_started = Signal()  # request, actor, now
service_ended = Signal()  # request, actor, now; of one withdrawn on its way too
step_done = Signal()  # request, code, actor, now
steps_opened = Signal()  # request, codes of the steps that were done and are open again, actor, now
