"""The answer keeps its shape over JSON."""

import msgspec

from hsoc.records.what_if import Amount, Difference, Entry, Hurt, Kind, Peak, Side, WhatIf

SIDE = Side(
    preventive=Amount(1, 2, 3),
    kinds=(Kind(name="limit:rdp", preventive=True, dropped=Amount(1, 2, 3)),),
    hurt=(Hurt(member=1, peers=2, of_peers=9),),
    worst=(Entry(key="k", story="s", member=1, preventive=True, units=2),),
    peak=Peak(entries=3, units={"border": 4}, members={1: 3}),
)


def test_what_if_survives_json():
    one = WhatIf(
        day="2026-11-25", flows=9, left_out=0, present=Side(), changed=SIDE,
        difference=Difference(preventive=Amount(), reactive=Amount(), peers=2, benign_bytes=0, peak_entries=3, only_changed=("k",)),
    )  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(one), type=WhatIf) == one


def test_amounts_add_up():
    assert Amount(1, 2, 3).plus(Amount(4, 5, 6)) == Amount(5, 7, 9)
