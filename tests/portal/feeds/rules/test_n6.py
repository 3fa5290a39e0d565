import pytest

from hsoc.portal.feeds.rules.n6 import MOST, Bad, Query, fits, query

NOW = 1_790_000_000_000
START = {"time.min": ["2026-09-20T00:00:00Z"]}


def test_arguments_are_lists_with_commas() -> None:
    asked = query(
        START | {"category": ["bots,cnc"], "ip.net": ["198.51.100.7/24"], "opt.limit": ["99999999"], "opt.primary": ["x"]}, now=NOW
    )
    assert (asked.equal, asked.limit, str(asked.nets[0])) == ({"category": frozenset({"bots", "cnc"})}, MOST, "198.51.100.0/24")
    assert query(START | {"time.until": ["2026-09-20T00:00:01Z"]}, now=NOW).high - asked.low == 1000
    assert query(START | {"time.max": ["2026-09-20T00:00:01Z"]}, now=NOW).high - asked.low == 1001


@pytest.mark.parametrize(
    "wrong",
    [
        {"time.min": ["never"]},
        {"time.min": []},
        START | {"opt.limit": ["0"]},
        START | {"opt.limit": ["²"]},
        START | {"ip.net": ["x"]},
        START | {"planet": ["x"]},
        START | {"id": [",".join(map(str, range(101)))]},
    ],
)
def test_what_cannot_be_answered_is_said(wrong) -> None:
    with pytest.raises(Bad):
        query(wrong, now=NOW)


@pytest.mark.parametrize(
    ("more", "fit"),
    [
        ({}, True),
        ({"equal": {"ip": frozenset({"198.51.100.7"})}}, True),
        ({"equal": {"ip": frozenset({"198.51.100.8"})}}, False),
        ({"equal": {"asn": frozenset({"64500"}), "category": frozenset({"cnc"})}}, True),
        ({"equal": {"name": frozenset({"x"})}}, False),
        ({"parts": ("bad",)}, True),
        ({"parts": ("good",)}, False),
    ],
)
def test_each_argument_narrows(more, fit) -> None:
    event = {"category": "cnc", "address": [{"ip": "198.51.100.7", "asn": 64500}], "fqdn": "c2.bad.example"}
    assert fits(event, Query(low=0, high=1, **more)) is fit
