"""A session: all that is remembered of one (exporter, socket, version, observation domain). Bounded in every direction. Never: decoding."""

from __future__ import annotations

from collections import deque
from typing import Final

import msgspec

from hsoc.perimeter.collect.counters import Tally
from hsoc.perimeter.collect.options import Options
from hsoc.perimeter.collect.templates import Template

MOST_TEMPLATES: Final = 1024  # per session; the largest vendor sample has 52
MOST_PENDING: Final = 256 * 1024  # bytes of data sets that wait for their template, per session
PENDING_AGE: Final = 1_800_000  # ms; RFC 7011, 8.4 lets routers repeat templates every half hour
EVERYTHING: Final = {2: False, 3: True}  # withdrawal of all (options) templates: their number is the set's (RFC 7011, 8.1)


class Pending(msgspec.Struct, frozen=True):
    """A data set that came before its template, with what its header said."""

    number: int
    content: bytes
    received: int
    export: int
    uptime: int


class Session:
    """State of one stream of messages."""

    def __init__(self, tally: Tally, *, version: int) -> None:
        """Knows nothing yet."""
        self.tally = tally
        self.version = version
        self.templates: dict[int, Template] = {}
        self.options = Options()
        self.expected: int | None = None
        self.pending: deque[Pending] = deque()
        self.pending_bytes = 0

    def changes(self, template: Template | int) -> bool:
        """True where taking it in would change how data is read."""
        if isinstance(template, int):
            return template in self.templates or template in EVERYTHING
        return self.templates.get(template.id) != template

    def take(self, template: Template | int) -> bool:
        """Learn, re-assign or withdraw a template. False where a ceiling refused it."""
        if isinstance(template, int):
            if template in EVERYTHING:
                kind = EVERYTHING[template]
                self.templates = {number: t for number, t in self.templates.items() if t.options is not kind}
            else:
                self.templates.pop(template, None)
            self.tally.add("template_changes")
            return True
        if template.id not in self.templates and len(self.templates) >= MOST_TEMPLATES:
            self.tally.error("templates_refused", f"template {template.id}: already {MOST_TEMPLATES} in this domain")
            return False
        self.templates[template.id] = template
        self.tally.add("template_changes")
        return True

    def keep(self, pending: Pending) -> None:
        """Remember data without a template; the oldest makes room, what never fits is dropped and counted."""
        self.tally.add("unknown_data")
        while self.pending and (
            self.pending_bytes + len(pending.content) > MOST_PENDING or pending.received - self.pending[0].received > PENDING_AGE
        ):
            self.pending_bytes -= len(self.pending.popleft().content)
            self.tally.add("pending_dropped")
        if len(pending.content) > MOST_PENDING:
            self.tally.add("pending_dropped")
            return
        self.pending.append(pending)
        self.pending_bytes += len(pending.content)

    def waiting(self, number: int, *, now: int) -> list[Pending]:
        """Data kept for a template that has come now; what is too old is dropped."""
        mine = [p for p in self.pending if p.number == number]
        if not mine:
            return []
        self.pending = deque(p for p in self.pending if p.number != number)
        self.pending_bytes = sum(len(p.content) for p in self.pending)
        young = [p for p in mine if now - p.received <= PENDING_AGE]
        self.tally.add("pending_dropped", len(mine) - len(young))
        self.tally.add("replayed", len(young))
        return young
