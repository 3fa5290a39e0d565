"""Of each object it is said what became of it."""

from datetime import UTC, datetime

import msgspec
from tests.factories.indicators import indicator

from hsoc.portal.feeds.rules.receipts import outcomes, told
from hsoc.records.indicator import named
from hsoc.records.parcel import Parcel, Reject
from hsoc.records.tlp import TLP

UUID = "11111111-1111-4111-8111-11111111111"


def head(number: int, kind: str = "indicator") -> dict[str, str]:
    return {"type": kind, "id": f"{kind}--{UUID}{number}", "modified": "2026-01-01T00:00:00.000Z"}


def item(identity: str, label: TLP = TLP.GREEN, value: str = "203.0.113.7"):
    return msgspec.structs.replace(indicator(value, tlp=label), id=identity)


def test_each_object_is_told_of() -> None:
    heads = [head(0), head(1), head(2), head(3, "malware"), head(4, "identity"), "text", head(6)]
    two = [item(named("stix", f"{UUID}6 ip {value}"), TLP.AMBER, value) for value in ("203.0.113.8", "203.0.113.9")]
    parcel = Parcel(
        indicators=(item(f"{UUID}0"), item(f"{UUID}1", TLP.AMBER), item(f"{UUID}2"), *two), rejects=(Reject(2, "pattern", "no value"),)
    )
    found = outcomes(heads, parcel, tlp=TLP.GREEN, refused={})
    assert [one.reason for one in found] == [
        "",
        "it is labelled TLP:AMBER, this collection takes TLP:GREEN",
        "pattern: no value",
        "malware is not kept here; indicators and sightings are",
        "",
        "an object without a type is not kept here; indicators and sightings are",
        "it is not labelled TLP:GREEN",
    ]
    status = told("s-1", found, now=datetime(2026, 1, 2, tzinfo=UTC))
    assert (status["total_count"], status["success_count"], status["failure_count"], status["pending_count"]) == (7, 2, 5, 0)
    assert status["request_timestamp"] == "2026-01-02T00:00:00.000000Z"


def test_any_label_is_taken_where_the_place_says_so() -> None:
    parcel = Parcel(indicators=(item(f"{UUID}0", TLP.RED),))
    assert [one.reason for one in outcomes([head(0)], parcel, tlp=None, refused={})] == [""]
    assert [one.reason for one in outcomes([head(0)], parcel, tlp=None, refused={f"{UUID}0": "no"})] == ["no"]
