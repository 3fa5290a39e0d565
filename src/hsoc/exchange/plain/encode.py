"""Indicators → a plain list. Belongs here: one value a line. Never: which ones may go out."""

from __future__ import annotations

from hsoc.exchange.plain.terms import MEDIA
from hsoc.records.parcel import Parcel, Reject, Written, unsaid


def encode(parcel: Parcel, *, now: int) -> Written:
    """Values that hold at `now` (ms), each once, with the narrowest label in the first line; revoked and past ones are left out."""
    held = [one for one in parcel.indicators if not one.revoked and (one.until is None or one.until > now)]
    values = list(dict.fromkeys(one.value for one in held))
    label = max((one.tlp for one in held), key=lambda one: one.narrowness, default=None)
    text = (f"# {label.value}\n" if label else "") + "".join(f"{one}\n" for one in values)
    gone = len(parcel.indicators) - len(held)
    past = (Reject(0, "indicators", f"{gone} left out: revoked or past"),) if gone else ()
    return Written(content=text.encode(), media=MEDIA, items=len(held), withheld=(*past, *unsaid(parcel, "indicators")))
