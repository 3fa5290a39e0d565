"""One micro-batch on its way through the sessions: control in order, data in groups. Never: who may speak (collector), reading (decode)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np

from hsoc.perimeter.collect import decode
from hsoc.perimeter.collect.assemble import Part
from hsoc.perimeter.collect.decode import Sets
from hsoc.perimeter.collect.framing import FIRST_DATA_ID, V5_SET, Bytes, Int64s, P, S
from hsoc.perimeter.collect.netflow5 import TEMPLATE as V5_TEMPLATE
from hsoc.perimeter.collect.session import Pending, Session
from hsoc.perimeter.collect.templates import Template, ipfix_templates, v9_templates

TEMPLATE_SETS: Final = {(9, 0): False, (9, 1): True, (10, 2): False, (10, 3): True}  # (version, set number): options?
_SHIFT: Final = 1 << 17  # a set number and V5_SET fit below
UNKNOWABLE: Final = -(1 << 40)  # step of a message whose records cannot be counted


class Use(IntEnum):
    """What a set is for, as far as the templates known now say."""

    DATA = 0
    CONTROL = 1  # templates and options: taken in order
    UNKNOWN = 2  # data whose template has not come yet
    RESERVED = 3


class Batch:
    """Sets of a batch, the session of each, and what has been decoded so far.

    packets, sets: tables of `framing`; received: ms per packet; session_of: index into sessions per packet, -1 = none.
    """

    def __init__(self, buffer: Bytes, packets: Int64s, sets: Int64s, received: Int64s, sessions: list[Session], session_of: Int64s) -> None:
        """Nothing decoded yet."""
        sets = sets[session_of[sets[:, S.PACKET]] >= 0] if len(sets) else sets
        self.buffer, self.packets, self.sets, self.received, self.sessions = buffer, packets, sets, received, sessions
        keys = session_of[sets[:, S.PACKET]] * _SHIFT + (sets[:, S.ID] - V5_SET)
        self.keys, self.group = np.unique(keys, return_inverse=True)
        self.steps = np.zeros(len(packets), np.int64)
        self.parts: list[Part] = []

    def _key(self, group: int) -> tuple[Session, int]:
        key = int(self.keys[group])
        return self.sessions[key // _SHIFT], key % _SHIFT + V5_SET

    def _template(self, group: int) -> Template | None:
        session, number = self._key(group)
        return V5_TEMPLATE if number == V5_SET else session.templates.get(number)

    def _use(self, group: int) -> Use:
        session, number = self._key(group)
        if number == V5_SET:
            return Use.DATA
        if number < FIRST_DATA_ID:
            return Use.CONTROL if (session.version, number) in TEMPLATE_SETS else Use.RESERVED
        template = session.templates.get(number)
        if template is None:
            return Use.UNKNOWN
        return Use.CONTROL if template.options else Use.DATA

    def run(self) -> None:
        """Decode everything, in order where order matters."""
        at = 0
        while at < len(self.sets):
            uses = np.array([self._use(g) for g in range(len(self.keys))], np.int64)
            at = self._until_change(at, uses)

    def _until_change(self, at: int, uses: Int64s) -> int:
        """Go on until the templates have changed; the place to go on from."""
        control = np.flatnonzero(uses[self.group[at:]] == Use.CONTROL) + at
        for place in control.tolist():
            session, number = self._key(int(self.group[place]))
            if number >= FIRST_DATA_ID:
                self._data(at, place, uses)
                self._options(place, session, session.templates[number])
                at = place + 1
                continue
            news = [t for t in self._templates(place, session, number) if session.changes(t)]
            if news:
                self._data(at, place, uses)
                self._take(news, session, self.received[self.sets[place, S.PACKET]])
                return place + 1
        self._data(at, len(self.sets), uses)
        return len(self.sets)

    def _templates(self, place: int, session: Session, number: int) -> list[Template | int]:
        packet, _, start, end = self.sets[place].tolist()
        content = self.buffer[start:end].tobytes()
        reader = v9_templates if session.version == 9 else ipfix_templates
        found, error = reader(content, start=0, end=len(content), options=TEMPLATE_SETS[session.version, number])
        if error is not None:
            where = start - int(self.packets[packet, P.START]) + error.offset
            session.tally.error("templates_refused", f"offset {where}: {error.reason}")
        return found

    def _take(self, news: list[Template | int], session: Session, now: int) -> None:
        for template in news:
            if session.take(template) and isinstance(template, Template):
                self._replay(session.waiting(template.id, now=int(now)), session, template)

    def _replay(self, waiting: list[Pending], session: Session, template: Template) -> None:
        if not waiting:
            return
        lengths = np.array([len(p.content) for p in waiting], np.int64)
        ends = np.cumsum(lengths)
        export, uptime = (np.array([getattr(p, name) for p in waiting], np.int64) for name in ("export", "uptime"))
        buffer = np.frombuffer(b"".join(p.content for p in waiting), np.uint8)
        sets = Sets(ends - lengths, ends, export, uptime, np.zeros(len(waiting), np.int64))
        if template.options:
            decode.options(buffer, template, sets, session)
        else:
            columns, _ = decode.flows(buffer, template, sets, session)
            self.parts += [(session.tally.exporter, part) for part in columns]

    def _sets(self, places: Int64s) -> Sets:
        rows = self.sets[places]
        packet = self.packets[rows[:, S.PACKET]]
        return Sets(rows[:, S.START], rows[:, S.END], packet[:, P.EXPORT], packet[:, P.UPTIME], packet[:, P.SAMPLING])

    def _step(self, places: Int64s, counts: Int64s) -> None:
        np.add.at(self.steps, self.sets[places, S.PACKET], np.where(counts < 0, UNKNOWABLE, counts))

    def _options(self, place: int, session: Session, template: Template) -> None:
        places = np.array([place], np.int64)
        self._step(places, decode.options(self.buffer, template, self._sets(places), session))

    def _data(self, start: int, end: int, uses: Int64s) -> None:
        """Decode the data sets start … end-1, all of one template together."""
        if start >= end:
            return
        group = self.group[start:end]
        order = np.argsort(group, kind="stable")
        ranked = group[order]
        edges = np.flatnonzero(np.diff(ranked)) + 1
        for places in np.split(order + start, edges):
            which = int(self.group[places[0]])
            session, number = self._key(which)
            if uses[which] == Use.DATA:
                template = self._template(which)
                assert template is not None
                columns, counts = decode.flows(self.buffer, template, self._sets(places), session)
                self.parts += [(session.tally.exporter, part) for part in columns]
                self._step(places, counts)
            elif uses[which] == Use.UNKNOWN:
                self._wait(places, session, number)
            elif uses[which] == Use.RESERVED:
                session.tally.error("malformed", f"set number {number} is reserved", len(places))

    def _wait(self, places: Int64s, session: Session, number: int) -> None:
        self._step(places, np.full(len(places), -1, np.int64))
        for place in places.tolist():
            packet, _, start, end = self.sets[place].tolist()
            export, uptime = self.packets[packet, [P.EXPORT, P.UPTIME]].tolist()
            session.keep(Pending(number, self.buffer[start:end].tobytes(), int(self.received[packet]), export, uptime))
