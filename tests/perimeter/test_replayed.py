"""Ordinary traffic out of a recording: this hour of the days before, bounded; nothing where the recording does not reach back."""

import numpy as np
import pyarrow as pa
from tests.perimeter.decide.test_collateral import NOW, WEEK

from hsoc.perimeter.decide.collateral import DAY_MS, HOUR_MS, estimate, sample
from hsoc.perimeter.replayed import MOST_SHARE, Replayed
from hsoc.records.flow import flow_columns
from hsoc.records.scope import Match

WEB = Match(dst="198.18.1.7/32", proto=(6,), dport=((443, 443),))


def table_moved(table, *, by):
    for name in ("first", "last"):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(table[name].to_numpy() + by))
    return table


def past(table=WEEK, **given):
    """What went through, batch by batch in the recording's time."""
    out = Replayed(**given)
    order = np.argsort(table["first"].to_numpy(), kind="stable")
    for part in np.array_split(order, min(40, max(1, len(order)))):
        batch = table.take(part)
        out.fold(batch, now=int(batch["last"].to_numpy().max()))
    return out


def test_a_recording_of_a_week_says_what_the_journal_would_say():
    history = past().history(now=NOW)
    assert history is not None
    expected = sample(WEEK, member=1, now=NOW)
    assert expected is not None
    assert estimate(history(1), WEB) == estimate(expected, WEB)
    assert history(0) is None
    assert history(9) is None  # nothing known of it


def test_what_does_not_reach_back_a_day_knows_nothing():
    found = Replayed()
    assert found.history(now=NOW) is None
    yesterday = NOW // HOUR_MS * HOUR_MS - DAY_MS
    later = table_moved(WEEK, by=yesterday + HOUR_MS - int(WEEK["first"].to_numpy().min()))
    assert past(later).history(now=NOW) is None
    assert found.weighed is False


def test_what_is_older_than_a_week_goes_and_too_much_is_thinned_by_talks():
    found = past()
    found.fold(WEEK.slice(0, 1), now=NOW + 30 * DAY_MS)
    assert found._rows == 0
    thin = past(most=WEEK.num_rows // 3)
    assert thin._rows <= WEEK.num_rows // 3
    assert 1 < thin._share <= MOST_SHARE
    held = [flow_columns(one) for parts in thin._hours.values() for one in parts]
    kept = {(int(a), int(b)) for one in held for a, b in zip(one["src_lo"], one["dst_lo"], strict=True)}
    every = flow_columns(WEEK)
    whole = {(int(a), int(b)) for a, b in zip(every["src_lo"], every["dst_lo"], strict=True)}
    assert all((b, a) in kept for a, b in kept if (b, a) in whole)  # both directions of a talk, or neither
