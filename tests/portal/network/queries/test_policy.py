"""What the engines get: members, wishes, rules in force, cut around what is spared; the same content has the same version."""

from datetime import timedelta

import msgspec
from tests.factories.members import HOUSE, NOW, organisation, person
from tests.factories.network import DROP_UDP, hospital, rule

from hsoc.portal.members.models import Approval, Kind
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Exemption, OtherNetwork, Rule, Spared, Wish
from hsoc.portal.network.queries.policy import document, ms
from hsoc.records.policy import OtherWay, Policy
from hsoc.records.scope import Match

DAY = timedelta(days=1)


def policy(now=NOW):
    body, version = document(now=now)
    found = msgspec.json.decode(body, type=Policy)
    assert found.version == version
    return found


def test_members_are_connected_hospitals_with_their_wishes(db):
    owner = hospital(7, access_mbps=1000, single_homed=True)
    hospital(8)
    organisation(9)
    organisation(HOUSE, connected=True, kind=Kind.OPERATOR)
    OtherNetwork.objects.create(organisation=owner, kind="regional", name="Kraj", prefixes=["198.18.7.0/25"], added=NOW)
    Wish.objects.create(organisation=owner, wishes={"profile": "network"}, changed=NOW)
    lipova, other = policy().members
    assert (lipova.number, lipova.prefixes, lipova.single_homed, lipova.access_mbps) == (7, ("198.18.7.0/24",), True, 1000)
    assert (lipova.other_networks[0].kind, lipova.wishes.profile) == (OtherWay.REGIONAL, "network")
    assert (other.number, other.single_homed, b"access_mbps" in msgspec.json.encode(document(now=NOW)[0][:0])) == (8, False, False)


def test_rules_in_force_and_no_others(db):
    hospital()
    standing = rule(comment="printers")
    for fields in (
        {"state": Rule.State.WAITING},
        {"state": Rule.State.WITHDRAWN},
        {"state": Rule.State.VETOED},
        {"since": NOW - DAY, "until": NOW},
    ):
        rule(**fields)
    (one,) = policy().rules
    assert (one.id, one.member, one.match, one.until, one.by, one.comment) == (
        str(standing.pk), 7, DROP_UDP, ms(NOW + DAY), "analyst-7", "printers",
    )  # fmt: skip


def test_the_version_follows_the_content_only(db):
    hospital()
    first = document(now=NOW)[1]
    assert document(now=NOW + timedelta(hours=1))[1] == first
    made = rule()
    second = document(now=NOW)[1]
    Rule.objects.filter(pk=made.pk).update(state=Rule.State.VETOED)
    assert (second != first, document(now=NOW)[1]) == (True, first)
    Rule.objects.filter(pk=made.pk).update(state=Rule.State.SET)
    assert (document(now=NOW)[1], document(now=NOW + DAY)[1]) == (second, first)


def test_a_black_hole_goes_around_what_is_spared_and_comes_back(db):
    owner = hospital()
    whole = rule(Match(dst="198.18.7.0/30"))
    rule(Match(dst="198.18.7.1/32"), comment="inside")
    narrow = rule(DROP_UDP)
    kept = Spared.objects.create(organisation=owner, prefix="198.18.7.1/32", reason="theatre", until=NOW + DAY, added=NOW)
    told = {one.id: one.match.dst for one in policy().rules}
    assert told == {f"{whole.pk}.1": "198.18.7.0/32", f"{whole.pk}.2": "198.18.7.2/31", str(narrow.pk): "198.18.7.0/24"}
    kept.ended = NOW
    kept.save()
    assert {one.match.dst for one in policy().rules} == {"198.18.7.0/30", "198.18.7.1/32", "198.18.7.0/24"}


def test_others_spared_nets_do_not_matter_and_the_operators_do(db):
    hospital()
    rule(Match(dst="198.18.7.0/31"))
    Spared.objects.create(organisation=hospital(8), prefix="198.18.7.1/32", reason="r", until=NOW + DAY, added=NOW)
    assert [one.match.dst for one in policy().rules] == ["198.18.7.0/31"]
    Spared.objects.create(prefix="198.18.7.1/32", reason="r", until=NOW + DAY, added=NOW)
    assert [one.match.dst for one in policy().rules] == ["198.18.7.0/32"]


def test_exemptions_in_force_come_along(db):
    for prefix, until, ended in (("192.0.2.0/24", NOW + DAY, None), ("198.19.1.0/24", NOW, None), ("198.19.2.0/24", NOW + DAY, NOW)):
        Exemption.objects.create(prefix=prefix, owner="Olga", reason="own scanner", until=until, ended=ended, added=NOW)
    assert [(one.prefix, one.tier) for one in policy().exemptions] == [("192.0.2.0/24", "exempt")]


def test_what_two_people_agreed_to_is_told_until_its_end(db):
    asking, deciding = person(Role.OPERATOR, HOUSE), person(Role.OPERATOR, HOUSE, username="second")
    payload = {"key": "flowspec destination 198.18.0.0/20", "until": ms(NOW + DAY)}
    Approval.objects.create(
        code="mitigation.agree", object="perimeter", payload=payload, reason="r", requester=asking, requested=NOW,
        expires=NOW, state=Approval.State.APPROVED, decider=deciding, decided=NOW,
    )  # fmt: skip
    (one,) = policy().approvals
    assert (one.key, one.by) == (payload["key"], (asking.username, "second"))
    assert policy(NOW + DAY).approvals == ()
