"""Data sets of one template in one session become flow columns or options. Joins the two decode paths with the state. Never: framing."""

from __future__ import annotations

import msgspec
import numpy as np

from hsoc.perimeter.collect.canonical import Columns, Context, columns, reversed_raw
from hsoc.perimeter.collect.fixed import Raw, read_fixed
from hsoc.perimeter.collect.framing import Bytes, Int64s
from hsoc.perimeter.collect.sections import SECTIONS, sections
from hsoc.perimeter.collect.session import Session
from hsoc.perimeter.collect.templates import Template
from hsoc.perimeter.collect.walker import read_walked


class Sets(msgspec.Struct, frozen=True):
    """Data sets of one template: positions in the buffer, and per set what the header of its message said."""

    starts: Int64s
    ends: Int64s
    export: Int64s  # ms
    uptime: Int64s  # ms; meaningless for IPFIX
    sampling: Int64s  # of the v5 header, 0 = none

    def __getitem__(self, chosen: Int64s) -> Sets:
        """Some of the sets."""
        return Sets(*(getattr(self, name)[chosen] for name in self.__struct_fields__))


def read(buffer: Bytes, template: Template, sets: Sets, session: Session) -> tuple[Raw, Int64s, Int64s]:
    """Raw columns, owning set per record, records per set; lies about lengths are counted."""
    if template.fixed:
        return read_fixed(buffer, template, sets.starts, sets.ends)
    raw, owner, counts, broken = read_walked(buffer, template, sets.starts, sets.ends)
    if broken.any():
        where = int(np.flatnonzero(broken)[0])
        place = int(broken[where] - sets.starts[where])
        session.tally.error(
            "malformed", f"template {template.id}, offset {place} in the set: field beyond its end", int((broken > 0).sum())
        )
    return raw, owner, counts


def options(buffer: Bytes, template: Template, sets: Sets, session: Session) -> Int64s:
    """Take in options records; the result is the records per set."""
    raw, owner, counts = read(buffer, template, sets, session)
    session.options.learn(raw, buffer, len(owner))
    session.tally.add("options", len(owner))
    return counts


def _finish(out: Columns, keep: Int64s, session: Session, rates: Int64s) -> Columns | None:
    """Add the sampling and leave out records without an address."""
    rows = len(keep)
    out["sampling"] = rates
    if not rows or keep.all():
        return out if rows else None
    chosen = np.flatnonzero(keep)
    session.tally.error("skipped_records", "records without an address", rows - len(chosen))
    return {name: values[chosen] for name, values in out.items()} if len(chosen) else None


def tells_flows(template: Template) -> bool:
    """True where a template has an address or a packet section: anything else is not a flow and is not unfolded."""
    return any(r.name.startswith(("sourceIP", "destinationIP")) or r.name in SECTIONS for r in template.reads)


def flows(buffer: Bytes, template: Template, sets: Sets, session: Session) -> tuple[list[Columns], Int64s]:
    """Flow columns (forward, then the other halves of biflows) and the records per set."""
    if not tells_flows(template):
        counts = (sets.ends - sets.starts) // template.least if template.fixed else np.full(len(sets.starts), -1, np.int64)
        session.tally.error("skipped_records", f"template {template.id} has no address", max(int(counts.sum()), 0))
        return [], counts
    raw, owner, counts = read(buffer, template, sets, session)
    rows = len(owner)
    if not rows:
        return [], counts
    has_uptime = session.version != 10
    context = Context(sets.export[owner], sets.uptime[owner] if has_uptime else None, session.options.boot)
    header = sets.sampling[owner] if session.version == 5 else None
    out, keep = columns(raw, context)
    if any(f"{name}.start" in raw for name in SECTIONS):
        keep = sections(buffer, raw, out, keep)
    rates = session.options.rates(raw, rows, header=header, ingress=out.get("ingress_if"))
    tables = [finished] if (finished := _finish(out, keep, session, rates)) else []
    if (other := reversed_raw(raw)) is not None and len(other[1]):
        turned, chosen = other
        turned = {name: values[chosen] for name, values in turned.items()}
        there = Context(context.export[chosen], None if context.uptime is None else context.uptime[chosen], context.boot)
        back, back_keep = columns(turned, there)
        if finished := _finish(back, back_keep, session, rates[chosen]):
            tables.append(finished)
            session.tally.add("reverse_flows", len(finished["first"]))
    session.tally.add("flows", sum(len(t["first"]) for t in tables))
    return tables, counts
