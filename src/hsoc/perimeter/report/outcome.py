"""What became of a story's traffic. Belongs here: preventive, reactive or passed, and how that is known. Never: deciding anything.

Unknown is never counted as dropped. Preventive, confirmed: the routers say that they dropped most of it before we did anything. Preventive,
expected: a standing limit in force holds all of it. Reactive, confirmed: they dropped most of it since a rule of ours stands.
Reactive, expected: our own matcher says that a rule of ours in force then covers most of it. In a dry run it was only shown: the event
says so and claims no dropped counts.
"""

from __future__ import annotations

from typing import Final

import msgspec

from hsoc.perimeter.report.story import Standing, Story
from hsoc.records.decision import Action
from hsoc.records.taxonomy import Basis, Disposition

SHARE: Final = 0.5  # of the packets: from here on the threat counts as dropped
FULL: Final = frozenset({Action.FLOWSPEC, Action.SOURCE_RTBH, Action.DESTINATION_RTBH, Action.RATE_LIMIT})  # … which take traffic away
NO_RULE: Final = "no_rule"  # nobody decided anything about it
COVERED: Final = "standing.covers"  # a standing limit in force holds all of it (decide/standing)
NOT_YET: Final = "not_yet"  # a rule of ours stands, and most of the traffic came before it or goes past it


class Outcome(msgspec.Struct, frozen=True):
    """Disposition with its basis; dropped = flows, packets, bytes known or expected to be dropped, None = unknown."""

    disposition: Disposition
    basis: Basis
    why: str
    dropped: tuple[int, int, int] | None
    dry_run: bool


def outcome(story: Story, *, dry_run: bool) -> Outcome:
    """What became of it so far."""
    flows, packets, volume, dropped_flows, dropped_packets, dropped_bytes = story.counts
    confirmed = (dropped_flows, dropped_packets, dropped_bytes) if dropped_packets or dropped_flows else None
    standing = story.standing
    shown_only = dry_run and standing is not None
    if packets and dropped_packets >= SHARE * packets:
        ours = standing is not None and not dry_run and not _dropped_before(story)
        disposition = Disposition.REACTIVE if ours else Disposition.PREVENTIVE
        return Outcome(disposition, Basis.CONFIRMED, story.why if ours else "", confirmed, dry_run=False)
    if standing is not None and standing.action in FULL:
        taken = _taken(standing, last=story.last)
        if packets and taken[1] >= SHARE * packets:
            capped = (min(taken[0], flows), min(taken[1], packets), min(taken[2], volume))
            return Outcome(Disposition.REACTIVE, Basis.EXPECTED, standing.rule, confirmed if dry_run else capped, dry_run=dry_run)
        return Outcome(Disposition.PASSED, Basis.NONE, NOT_YET, confirmed, dry_run=shown_only)
    if story.why == COVERED:
        return Outcome(Disposition.PREVENTIVE, Basis.EXPECTED, COVERED, confirmed if dry_run else (flows, packets, volume), dry_run=dry_run)
    return Outcome(Disposition.PASSED, Basis.NONE, story.why or NO_RULE, confirmed, dry_run=shown_only)


def _dropped_before(story: Story) -> bool:
    """True where most of it was dropped already when our first rule was decided."""
    if story.before is None:
        return True
    _, packets, _, _, dropped, _ = story.before
    return packets > 0 and dropped >= SHARE * packets


def _taken(standing: Standing, *, last: int) -> tuple[int, int, int]:
    """What the entry took away: all that it matched, less what a rate limit lets through."""
    flows, packets, volume = standing.hit
    if standing.rate <= 0 or not packets:
        return flows, packets, volume
    through = standing.rate * max(0, min(last, standing.until) - standing.made) // 1000
    share = max(0, packets - through) / packets
    return round(flows * share), round(packets * share), round(volume * share)
