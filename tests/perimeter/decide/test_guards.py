"""One decision against every guard: each refuses with its code and a sentence that a person can read."""

import pytest

from hsoc.perimeter.decide.guards import MINUTE, Guards, Proposal
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Member, Policy
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Trust
from hsoc.records.tlp import PAP

POLICY = Policy(
    members=(Member(number=1, name="Example", prefixes=("192.0.2.0/24", "2001:db8:1::/48")),),
    protected=("192.0.2.0/24", "2001:db8:1::/48"),
    never_block=("203.0.113.53/32", "192.0.2.53/32"),
    ceiling=Ceiling(actions=tuple(Action)),
)
VECTOR = Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),))
BY_SOURCE = Match(src="198.51.100.7/32", proto=(6,))


def refusal(match, policy=POLICY, **given):
    usual = {"action": Action.FLOWSPEC, "now": 0, "until": 10 * MINUTE, "member": 1, "trust": Trust.PROVEN}
    found = Guards(policy).objection(Proposal(match=match, **(usual | given)))
    return (found.rule, found.reason) if found else None


def test_objection_to_a_vector_at_a_protected_victim_is_none():
    assert refusal(VECTOR, trust=Trust.SPOOFABLE) is None
    assert refusal(BY_SOURCE) is None


@pytest.mark.parametrize(
    ("match", "given", "answer"),
    [
        (Match(proto=(17,)), {}, ("guard.no_scope", "The match names neither a destination nor a source.")),
        (
            Match(dst="192.0.2.10/32", sport=((53, 53),)),
            {},
            ("guard.unsayable", "The match cannot be announced as it is meant: ports need protocol TCP or UDP beside them."),
        ),
        (
            Match(dst="192.0.2.29/24"),
            {},
            ("guard.unsayable", "The match cannot be announced as it is meant: dst: 192.0.2.29/24 has host bits set."),
        ),
        (
            Match(src="203.0.113.0/24", proto=(6,)),
            {},
            ("guard.never_block", "203.0.113.0/24 overlaps the never-block list (203.0.113.53/32)."),
        ),
        (Match(dst="192.0.2.53/32"), {}, ("guard.never_block", "192.0.2.53/32 overlaps the never-block list (192.0.2.53/32).")),
        (
            Match(src="192.0.2.7/32"),
            {},
            ("guard.own_source", "192.0.2.7/32 belongs to a member; what is ours is never blocked as a source."),
        ),
        (Match(src="198.18.0.0/16"), {}, ("guard.prefix_floor", "198.18.0.0/16 is wider than /24, the widest that may be acted upon.")),
        (Match(src="2001:db8::/32"), {}, ("guard.prefix_floor", "2001:db8::/32 is wider than /48, the widest that may be acted upon.")),
        (
            BY_SOURCE,
            {"trust": Trust.SPOOFABLE},
            ("guard.spoofable_source", "The source 198.51.100.7/32 may be forged, and a forged source is never a match."),
        ),
        (Match(dst="198.51.100.1/32"), {}, ("guard.unprotected", "198.51.100.1/32 is not protected here.")),
        (
            Match(dst="192.0.2.10/32"),
            {"action": Action.DESTINATION_RTBH},
            ("guard.no_consent", "The member has not agreed to losing all traffic to 192.0.2.10/32."),
        ),
        (VECTOR, {"until": 0}, ("guard.no_end", "An action without an end is never taken.")),
        (VECTOR, {"until": 61 * MINUTE}, ("guard.too_long", "61 minutes are longer than the ceiling of 60.")),
        (
            BY_SOURCE,
            {"trust": Trust.PLAUSIBLE, "until": 11 * MINUTE},
            ("guard.too_long", "11 minutes are longer than the ceiling of 10."),
        ),
        (VECTOR, {"pap": PAP.AMBER}, ("guard.pap", "The information behind it is PAP:AMBER, which forbids acting on it.")),
    ],
)
def test_objection_names_its_code_and_reason(match, given, answer):
    assert refusal(match, **given) == answer


def test_objection_to_an_action_beyond_the_ceiling():
    assert refusal(BY_SOURCE, Policy(), action=Action.SOURCE_RTBH) == (
        "guard.action_not_allowed",
        "The ceiling does not allow source-rtbh.",
    )


def test_objection_to_destination_rtbh_of_anothers_address_despite_own_consent():
    agreed = Policy(
        members=(
            Member(number=1, name="One", prefixes=("192.0.2.0/25",), consent_destination_rtbh=True),
            Member(number=2, name="Two", prefixes=("192.0.2.128/25",)),
        ),
        ceiling=Ceiling(actions=tuple(Action)),
    )
    assert refusal(Match(dst="192.0.2.1/32"), agreed, action=Action.DESTINATION_RTBH) is None
    assert refusal(Match(dst="192.0.2.129/32"), agreed, action=Action.DESTINATION_RTBH)[0] == "guard.no_consent"


def test_objection_to_observing_is_only_a_forged_source():
    assert refusal(Match(), action=Action.OBSERVE) is None
    assert refusal(BY_SOURCE, action=Action.NOTIFY, trust=Trust.SPOOFABLE)[0] == "guard.spoofable_source"


def test_objection_with_nothing_listed_as_protected_lets_every_destination_be():
    assert refusal(Match(dst="198.51.100.1/32"), Policy()) is None


def test_wide_entries_wait_for_two_people():
    wide = Match(dst="192.0.2.0/24", proto=(17,), sport=((53, 53),))
    key = "flowspec destination 192.0.2.0/24 protocol =udp source-port =53"
    told = f"Two people must agree first: hsoc perimeter approve '{key}' --by NAME --reason WHY (256 addresses)."
    inside = Policy(members=POLICY.members, protected=POLICY.protected, ceiling=Ceiling(two_person_addresses=256))
    assert refusal(wide, inside) == ("guard.two_person", told)
    assert refusal(wide, inside, approved=frozenset({key})) is None
    assert refusal(wide, Policy(members=POLICY.members, protected=POLICY.protected)) is None  # a carpet over one /24 need not wait
    assert refusal(wide, inside, approved=frozenset({"rate-limit" + key.removeprefix("flowspec")})) == ("guard.two_person", told)
