"""What became of each object that a machine sent, as TAXII tells it (section 4.3). Pure. Never: taking it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hsoc.records.indicator import named
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import TLP

# what is taken in or is needed to understand what is taken in
KEPT: Final = frozenset(
    {
        "indicator", "sighting", "opinion", "observed-data", "identity", "marking-definition", "relationship", "ipv4-addr", "ipv6-addr",
        "domain-name", "url", "email-addr", "file", "autonomous-system", "extension-definition",
    }
)  # fmt: skip
MOST_COMPARED: Final = 40_000  # pairs of objects and values that are compared to find whose label was wrong
LONGEST: Final = 200  # characters of an id in an answer


class Outcome(msgspec.Struct, frozen=True):
    """One object: its id and version as sent, and why it was not taken ('' = it was)."""

    id: str
    version: str
    reason: str


def outcomes(heads: Sequence[Any], parcel: Parcel, *, tlp: TLP | None, refused: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Each object in order. refused: our id of an indicator → why it may not be shared."""
    wrong = {one.index: f"{one.place}: {one.reason}" if one.place else one.reason for one in parcel.rejects}
    labels = {one.id: one.tlp for one in parcel.indicators} | {one.id: one.tlp for one in parcel.sightings}
    mine = {_own(head) for head in heads}
    parts = [one for one in parcel.indicators if one.id not in mine and (one.tlp != tlp or one.id in refused)]
    found = []
    for index, head in enumerate(heads):
        about = head if isinstance(head, dict) else {}
        type_ = str(about.get("type", ""))[:LONGEST]
        own = _own(head)
        reason = wrong.get(index, "")
        if not reason and type_ not in KEPT:
            reason = f"{type_ or 'an object without a type'} is not kept here; indicators and sightings are"
        if not reason and own in refused:
            reason = refused[own]
        if not reason and tlp is not None and own in labels and labels[own] != tlp:
            reason = f"it is labelled {labels[own].value}, this collection takes {tlp.value}"
        if not reason and type_ == "indicator" and own not in labels and parts and tlp is not None:
            reason = _of_parts(own, parts, len(heads), tlp)
        version = about.get("modified") or about.get("created") or ""
        found.append(Outcome(str(about.get("id", ""))[:LONGEST], str(version)[:LONGEST], reason))
    return tuple(found)


def _own(head: Any) -> str:
    return str(head.get("id", "")).partition("--")[2] if isinstance(head, dict) else ""


def _of_parts(own: str, parts: Sequence[Any], heads: int, tlp: TLP) -> str:
    """Why an object of several values was not taken; each of them has an id made of the object's (exchange.stix.join)."""
    if len(parts) * heads > MOST_COMPARED or any(one.id == named("stix", f"{own} {one.kind} {one.value}") for one in parts):
        return f"it is not labelled {tlp.value}"
    return ""


def told(identity: str, found: Sequence[Outcome], *, now: datetime) -> dict[str, Any]:
    """The status resource."""
    good = [{"id": one.id, "version": one.version} for one in found if not one.reason]
    bad = [{"id": one.id, "version": one.version, "message": one.reason} for one in found if one.reason]
    return {
        "id": identity,
        "status": "complete",
        "request_timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "total_count": len(found),
        "success_count": len(good),
        "successes": good,
        "failure_count": len(bad),
        "failures": bad,
        "pending_count": 0,
        "pendings": [],
    }
