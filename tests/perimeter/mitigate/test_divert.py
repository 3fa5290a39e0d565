"""A diversion is planned only where every condition is met; each that is not is named."""

from typing import Any

import msgspec
import pytest

from hsoc.perimeter.mitigate.divert import MINUTE, Consent, Diversion, Offer, Validity, Wish, plan
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Terms, route
from hsoc.records.decision import Action
from hsoc.records.policy import Member

HOSPITAL = Member(number=7, name="Nemocnice Lipová", prefixes=("198.18.6.0/23", "2001:db8:7::/48"))
NEIGHBOUR = Member(number=8, name="Nemocnice U Řeky", prefixes=("198.18.8.0/25",))
OFFER = Offer(name="scrubbing-a", origin=64511, neighbours=(64510,), return_path="GRE 3 to border-a", cost_per_hour=600, most_cost=2_400)
WISH = Wish(member=7, victim="198.18.7.10/32", minutes=60, by=("operator", "coordinator"), reason="the line is full", story="s")
AGREED = Consent(member=7, offer="scrubbing-a", by="director", until=240 * MINUTE)


def planned(wish: Wish = WISH, offer: Offer = OFFER, **changes: Any) -> Any:
    given = {
        "members": (HOSPITAL, NEIGHBOUR), "consents": (AGREED,), "validity": lambda _prefix, _origin: Validity.VALID,
        "longest_minutes": 240, "now": 0,
    }  # fmt: skip
    return plan(wish, offer, **{**given, **changes})


def rules(found: Any) -> list[str]:
    assert not isinstance(found, Diversion)
    return [one.rule for one in found]


def test_diversion_covers_the_victim_is_registered_and_ends_by_itself() -> None:
    asked = []
    found = planned(validity=lambda prefix, origin: asked.append((prefix, origin)) or Validity.VALID)
    assert asked == [("198.18.7.0/24", 64511)]
    assert (found.decision.action, found.decision.match.dst, found.decision.until) == (Action.DIVERT, "198.18.7.0/24", 60 * MINUTE)
    assert (found.announcement.prefix, found.announcement.origins, found.announcement.purpose) == ("198.18.7.0/24", (64511,), "scrubbing")
    assert (found.cost, found.currency, found.return_path) == (600, "CZK", "GRE 3 to border-a")
    said = route(entry(found.decision), terms=Terms(divert=("64510:911",), divert_next_hop_v4="192.0.2.9"))
    assert (said.prefix, said.next_hop) == ("198.18.7.0/24", "192.0.2.9")


def test_black_hole_upstream_needs_no_way_back() -> None:
    found = planned(offer=msgspec.structs.replace(OFFER, blackhole=True, return_path=""))
    assert (found.announcement.purpose, found.return_path) == ("blackhole", "")


def test_ipv6_is_covered_by_a_48() -> None:
    found = planned(msgspec.structs.replace(WISH, victim="2001:db8:7::1/128"))
    assert found.decision.match.dst == "2001:db8:7::/48"


@pytest.mark.parametrize("state", [Validity.INVALID, Validity.NOT_FOUND])
def test_origin_without_a_valid_roa_is_refused(state: Validity) -> None:
    assert rules(planned(validity=lambda _prefix, _origin: state)) == ["divert.roa"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"victim": "198.18.7.10/24"}, "divert.prefix"),
        ({"victim": "198.18.6.0/23"}, "divert.prefix"),
        ({"victim": "198.18.8.1/32"}, "divert.not_own"),
        ({"by": ("operator", " Operator ")}, "divert.two_persons"),
        ({"reason": " "}, "divert.reason"),
        ({"minutes": 0}, "divert.duration"),
    ],
)
def test_each_wish_that_cannot_be_is_named(changes: dict[str, Any], rule: str) -> None:
    assert rules(planned(msgspec.structs.replace(WISH, **changes))) == [rule]


def test_each_gap_in_the_agreement_is_named() -> None:
    assert rules(planned(consents=())) == ["divert.consent"]
    assert rules(planned(consents=(msgspec.structs.replace(AGREED, until=59 * MINUTE),))) == ["divert.consent"]
    assert rules(planned(offer=msgspec.structs.replace(OFFER, return_path=""))) == ["divert.return_path"]
    assert rules(planned(offer=msgspec.structs.replace(OFFER, most_cost=599))) == ["divert.cost"]
    assert rules(planned(longest_minutes=59)) == ["divert.duration"]


def test_prefix_that_is_shared_with_another_member_is_not_led_away() -> None:
    sharing = Member(number=9, name="Poliklinika", prefixes=("198.18.7.128/25",))
    assert rules(planned(members=(HOSPITAL, sharing))) == ["divert.not_own"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wish = Wish(member=7, victim="198.18.7.10/32", minutes=999, by=(), reason="")
    found = rules(planned(wish, msgspec.structs.replace(OFFER, return_path=""), consents=()))
    assert found == ["divert.consent", "divert.two_persons", "divert.reason", "divert.return_path", "divert.duration", "divert.cost"]
