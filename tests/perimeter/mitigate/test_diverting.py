"""Orders run while all conditions hold, return by themselves, and what is announced for them is registered for a while longer."""

from typing import Any

import msgspec
from tests.perimeter.mitigate.test_divert import OFFER, ORDER, POLICY, PREFIX, but

from hsoc.perimeter.mitigate.divert import MINUTE, key
from hsoc.perimeter.mitigate.diverting import LINGER_MS, Diverting
from hsoc.perimeter.mitigate.plan import entry
from hsoc.records.decision import Action, Decision
from hsoc.records.engine_status import DivertState
from hsoc.records.policy import Announcement
from hsoc.records.scope import Match

LONG = but(ORDER, minutes=120)


def valid(_prefix: str, _origin: int) -> str:
    return "valid"


def asked(one: Diverting, *orders: Any, now: int = 0, until: dict[str, int] | None = None, **given: Any) -> tuple[Decision, ...]:
    return one.decisions(orders, **{"now": now, "until": until or {}, "held": {}, "agreed": frozenset(), "validity": valid, **given})


def test_an_order_is_granted_in_pieces_until_its_end() -> None:
    one = Diverting(POLICY)
    [first] = asked(one, LONG)
    assert (first.until, first.offer, first.refused) == (60 * MINUTE, "scrubbing-a", None)
    assert asked(one, LONG, now=MINUTE, until={key(PREFIX): first.until}) == ()
    [again] = asked(one, LONG, now=31 * MINUTE, until={key(PREFIX): first.until})
    [last] = asked(one, LONG, now=70 * MINUTE, until={key(PREFIX): 91 * MINUTE})
    assert (again.until, last.until) == (91 * MINUTE, 120 * MINUTE)
    assert asked(one, LONG, now=120 * MINUTE) == ()


def test_what_waits_for_a_second_person_is_told_and_is_told_again() -> None:
    one, alone = Diverting(POLICY), but(ORDER, by=("operator",))
    [refusal] = asked(one, alone)
    assert (refusal.rule, refusal.match, refusal.action) == ("guard.two_person", Match(dst=PREFIX), Action.DIVERT)
    assert asked(one, alone, now=1000) == ()
    assert len(asked(one, alone, now=61_000)) == 1
    [told] = one.told(())
    assert (told.state, told.by, told.cost, told.prefix) == (DivertState.WAITING, ("operator",), 600, PREFIX)
    [granted] = asked(one, alone, now=62_000, agreed=frozenset({key(PREFIX)}))
    assert granted.refused is None


def test_brake_holds_a_new_one_and_lets_the_standing_one_stand() -> None:
    one = Diverting(POLICY)
    assert asked(one, ORDER, held={7: "maintenance"}) == ()
    assert [told.state for told in one.told(())] == [DivertState.HELD]
    stands = entry(asked(one, ORDER)[0])
    asked(one, ORDER, held={7: "maintenance"}, until={stands.key: stands.until})
    assert [told.state for told in one.told((stands,))] == [DivertState.STANDING]


def test_what_stands_goes_with_its_order_its_consent_or_a_bad_roa() -> None:
    stands = entry(asked(Diverting(POLICY), ORDER)[0])

    def over(policy: Any = POLICY, orders: Any = (ORDER,), now: int = 1000, state: str = "valid") -> tuple[str, ...]:
        return Diverting(policy).over((stands,), orders, now=now, validity=lambda _p, _o: state)

    assert over() == ()
    assert over(state="unknown") == over(state="not-found") == ()  # after a restart ROAs are not heard yet
    gone = (stands.key,)
    assert over(state="invalid") == over(orders=()) == over(but(POLICY, consents=())) == over(now=60 * MINUTE) == gone
    assert over(but(POLICY, offers=(but(OFFER, most_minutes=30),)), now=30 * MINUTE) == gone


def test_announcements_of_diversions_and_black_holes_are_registered_and_linger() -> None:
    own = Announcement(prefix="198.18.0.0/16", origins=(64500,), neighbours=(64501,), member=7)
    one = Diverting(but(POLICY, announcements=(own,)))
    stands = entry(asked(one, ORDER)[0])
    hole = msgspec.structs.replace(stands, key="h", action=Action.DESTINATION_RTBH, match=Match(dst="198.18.6.9/32"))
    nowhere = msgspec.structs.replace(hole, key="n", match=Match(dst="2001:db8:7::9/128"))
    said = one.registered((stands, hole, nowhere), now=0)
    assert [(a.prefix, a.origins, a.neighbours, a.purpose) for a in said] == [
        (PREFIX, (64511,), (64510,), "scrubbing"),
        ("198.18.6.9/32", (64500,), (64501,), "blackhole"),
    ]
    assert one.under(POLICY).registered((), now=LINGER_MS - 1) == said
    assert one.under(POLICY).registered((), now=LINGER_MS) == ()


def test_engine_is_offered_only_what_may_be_without_its_asking() -> None:
    automatic = but(POLICY, offers=(but(OFFER, automatic=True),))
    made = Diverting(automatic).offered(7, "198.18.7.10/32", now=0, validity=valid)
    assert made is not None
    assert (made.announcement.prefix, made.decision.offer, made.cost) == (PREFIX, "scrubbing-a", 2400)
    assert Diverting(automatic).offered(7, "198.18.7.10/32", now=MINUTE, validity=valid) is None  # the consent ends before it would
    assert Diverting(POLICY).offered(7, "198.18.7.10/32", now=0, validity=valid) is None
    assert Diverting(automatic).offered(7, "198.18.7.10/32", now=0, validity=lambda _p, _o: "invalid") is None
