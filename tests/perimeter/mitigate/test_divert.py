"""A diversion is planned only where every condition is met; each that is not is named."""

from typing import Any

import msgspec
import pytest

from hsoc.perimeter.mitigate.divert import MINUTE, Diversion, Order, Validity, key, plan
from hsoc.perimeter.mitigate.plan import entry
from hsoc.perimeter.mitigate.route import Terms, Upstream, route
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Consent, Member, Offer, Policy

HOSPITAL = Member(number=7, name="Nemocnice Lipová", prefixes=("198.18.6.0/23", "2001:db8:7::/48"))
NEIGHBOUR = Member(number=8, name="Nemocnice U Řeky", prefixes=("198.18.8.0/25",))
OFFER = Offer(name="scrubbing-a", origin=64511, neighbours=(64510,), return_path="GRE 3 to border-a", cost_per_hour=600, most_cost=2_400)
ORDER = Order(
    member=7, victim="198.18.7.10/32", offer="scrubbing-a", minutes=60, by=("operator", "coordinator"), reason="the line is full", since=0
)
AGREED = Consent(member=7, offer="scrubbing-a", by="director", until=240 * MINUTE)
POLICY = Policy(
    members=(HOSPITAL, NEIGHBOUR),
    offers=(OFFER,),
    consents=(AGREED,),
    ceiling=Ceiling(actions=(*Ceiling().actions, Action.DIVERT)),
)
PREFIX = "198.18.7.0/24"


def but(one: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(one, **changes)


def planned(order: Order = ORDER, offer: Offer = OFFER, state: str = "valid", agreed: frozenset[str] = frozenset(), **policy: Any) -> Any:
    given = but(POLICY, **{"offers": (offer,), **policy})
    return plan(order, given, validity=lambda _prefix, _origin: state, now=0, agreed=agreed)


def rules(found: Any) -> list[str]:
    assert not isinstance(found, Diversion)
    return [one.rule for one in found]


def test_diversion_covers_the_victim_is_registered_and_ends_by_itself() -> None:
    asked = []
    found = plan(ORDER, POLICY, validity=lambda prefix, origin: asked.append((prefix, origin)) or Validity.VALID, now=0)
    assert isinstance(found, Diversion)
    assert asked == [(PREFIX, 64511)]
    assert (found.decision.action, found.decision.match.dst, found.decision.until) == (Action.DIVERT, PREFIX, 60 * MINUTE)
    assert (found.announcement.prefix, found.announcement.origins, found.announcement.purpose) == (PREFIX, (64511,), "scrubbing")
    assert (found.cost, found.currency, found.return_path) == (600, "CZK", "GRE 3 to border-a")
    assert "600 CZK, clean traffic comes back by GRE 3 to border-a" in found.decision.reason


def test_each_offer_is_announced_by_its_own_communities() -> None:
    said = entry(planned().decision)
    general = Terms(divert=("64510:911",), divert_next_hop_v4="192.0.2.9")
    assert (route(said, terms=general).prefix, route(said, terms=general).next_hop) == (PREFIX, "192.0.2.9")
    own = but(general, upstream=(Upstream("scrubbing-a", ("64511:666",), next_hop_v4="192.0.2.10"),))
    assert (route(said, terms=own).next_hop, route(said, terms=own).communities) == ("192.0.2.10", (64511 << 16 | 666,))


def test_black_hole_upstream_needs_no_way_back_and_spares_the_never_block_list() -> None:
    hole = but(OFFER, blackhole=True, return_path="")
    assert (planned(offer=hole).announcement.purpose, planned(offer=hole).return_path) == ("blackhole", "")
    assert rules(planned(offer=hole, never_block=("198.18.7.53/32",))) == ["guard.never_block"]


def test_ipv6_is_covered_by_a_48() -> None:
    assert planned(but(ORDER, victim="2001:db8:7::1/128")).decision.match.dst == "2001:db8:7::/48"


@pytest.mark.parametrize("state", ["invalid", "not-found", "unknown"])
def test_origin_without_a_valid_roa_is_refused(state: str) -> None:
    assert rules(planned(state=state)) == ["divert.roa"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"victim": "198.18.7.10/24"}, "divert.prefix"),
        ({"victim": "198.18.6.0/23"}, "divert.prefix"),
        ({"victim": "198.18.8.1/32"}, "divert.not_own"),
        ({"by": ("operator", " Operator ")}, "guard.two_person"),
        ({"reason": " "}, "divert.reason"),
        ({"minutes": 0}, "divert.duration"),
        ({"offer": "nobody"}, "divert.offer"),
    ],
)
def test_each_wish_that_cannot_be_is_named(changes: dict[str, Any], rule: str) -> None:
    assert rules(planned(but(ORDER, **changes))) == [rule]


def test_second_person_may_agree_elsewhere() -> None:
    assert isinstance(planned(but(ORDER, by=("operator",)), agreed=frozenset({key(PREFIX)})), Diversion)


def test_each_gap_in_the_agreement_is_named() -> None:
    assert rules(planned(consents=())) == ["divert.consent"]
    assert rules(planned(consents=(but(AGREED, until=59 * MINUTE),))) == ["divert.consent"]
    assert rules(planned(offer=but(OFFER, return_path=""))) == ["divert.return_path"]
    assert rules(planned(offer=but(OFFER, most_cost=599))) == ["divert.cost"]
    assert rules(planned(ceiling=but(POLICY.ceiling, longest_diversion=59))) == ["divert.duration"]
    assert rules(planned(ceiling=Ceiling())) == ["guard.action_not_allowed"]


def test_prefix_that_is_shared_with_another_member_is_not_led_away() -> None:
    sharing = Member(number=9, name="Poliklinika", prefixes=("198.18.7.128/25",))
    assert rules(planned(members=(HOSPITAL, sharing))) == ["divert.not_own"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = rules(planned(but(ORDER, minutes=999, by=(), reason=""), but(OFFER, return_path=""), consents=()))
    assert found == [
        "divert.reason", "divert.consent", "divert.return_path", "divert.duration", "divert.cost", "guard.two_person",
    ]  # fmt: skip
