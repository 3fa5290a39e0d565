"""What narrows happens at once, what widens waits for the operator."""

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, person
from tests.factories.network import hospital

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable, decide_approval
from hsoc.portal.members.models import Approval
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.network.actions import wishes
from hsoc.portal.network.models import Exemption, Limits, OtherNetwork, Spared, Wish
from hsoc.records.decision import Action
from hsoc.records.policy import OtherWay, Wishes

DAY = timedelta(days=1)


@pytest.fixture
def owner(db):
    return hospital()


@pytest.fixture
def manager(owner):
    return actor_of(person(Role.MANAGER, 7))


@pytest.fixture
def operator(db):
    return actor_of(person(Role.OPERATOR, HOUSE))


def test_wishes_are_kept_as_the_engine_takes_them(manager):
    asked = Wishes(strongest=Action.RATE_LIMIT, longest_minutes=30)
    wishes.save_wishes(actor=manager, organisation=7, wishes=asked, reason="try it", now=NOW)
    assert Wish.objects.get().wishes == {"strongest": "rate-limit", "longest_minutes": 30}
    with pytest.raises(Refused):
        wishes.save_wishes(actor=actor_of(person(Role.ANALYST, 7)), organisation=7, wishes=asked, reason="", now=NOW)


@pytest.mark.parametrize("field", wishes.DECLARATIONS)
def test_a_declaration_is_given_by_two_and_taken_back_by_one(owner, manager, operator, field):
    asked = wishes.declare(actor=manager, organisation=7, field=field, value=True, reason="one line only", now=NOW)
    owner.refresh_from_db()
    assert (asked.state, getattr(owner, field)) == ("pending", False)
    with pytest.raises(Refused):
        decide_approval(actor=actor_of(person(Role.MANAGER, 7, username="other")), approval=asked.pk, approve=True, answer="", now=NOW)
    decide_approval(actor=operator, approval=asked.pk, approve=True, answer="checked", now=NOW)
    owner.refresh_from_db()
    assert getattr(owner, field) is True
    assert wishes.declare(actor=manager, organisation=7, field=field, value=False, reason="second line", now=NOW) is None
    owner.refresh_from_db()
    assert (getattr(owner, field), Approval.objects.count()) == (False, 1)


def test_no_declaration_past_the_agreement(manager, operator):
    for actor, field in ((operator, "name"), (actor_of(person(Role.ANALYST, 7)), "single_homed")):
        with pytest.raises(Refused):
            wishes.declare(actor=actor, organisation=7, field=field, value=True, reason="because so", now=NOW)
    asked = wishes.declare(actor=manager, organisation=7, field="single_homed", value=True, reason="because so", now=NOW)
    with pytest.raises(Refused):
        wishes.declare(actor=operator, organisation=7, field="single_homed", value=True, reason="because so", now=NOW, approval=asked)


def test_another_network_is_added_at_once_and_left_by_the_operators_word(manager, operator, settings):
    settings.LANGUAGE_CODE = "en"
    made = wishes.add_other_network(
        actor=manager, organisation=7, kind=OtherWay.REGIONAL, name="Kraj", asn=64500, prefixes=["198.18.7.0/25"], now=NOW
    )
    with pytest.raises(Unacceptable, match="not a prefix"):
        wishes.add_other_network(actor=manager, organisation=7, kind=OtherWay.REGIONAL, name="", asn=0, prefixes=["198.18.8.0/25"], now=NOW)
    with pytest.raises(Unacceptable, match="AS number"):
        wishes.add_other_network(actor=manager, organisation=7, kind=OtherWay.REGIONAL, name="", asn=1 << 33, prefixes=[], now=NOW)
    asked = wishes.remove_other_network(actor=manager, organisation=7, other=made.pk, reason="line cancelled", now=NOW)
    assert OtherNetwork.objects.count() == 1
    decide_approval(actor=operator, approval=asked.pk, approve=True, answer="", now=NOW)
    assert OtherNetwork.objects.count() == 0
    with pytest.raises(Unacceptable, match="no such network"):
        wishes.remove_other_network(actor=SYSTEM, organisation=7, other=made.pk, reason="again", now=NOW)


def test_nets_are_spared_by_their_owner_or_for_all_by_the_operator(manager, operator, settings):
    settings.LANGUAGE_CODE = "en"
    made = wishes.spare(actor=manager, organisation=7, prefix="198.18.7.1/32", reason="theatre", lasts=DAY, now=NOW)
    again = wishes.spare(actor=manager, organisation=7, prefix="198.18.7.1/32", reason="theatre", lasts=2 * DAY, now=NOW)
    assert (again.pk, again.until) == (made.pk, NOW + 2 * DAY)
    with pytest.raises(Unacceptable, match="not a prefix of this organisation"):
        wishes.spare(actor=manager, organisation=7, prefix="198.18.8.1/32", reason="theatre", lasts=DAY, now=NOW)
    with pytest.raises(Refused):
        wishes.spare(actor=manager, organisation=None, prefix="198.18.8.1/32", reason="theatre", lasts=DAY, now=NOW)
    for_all = wishes.spare(actor=operator, organisation=None, prefix="198.18.8.1/32", reason="national back-end", lasts=DAY, now=NOW)
    with pytest.raises(Refused):
        wishes.end_spared(actor=manager, spared=for_all.pk, now=NOW)
    wishes.end_spared(actor=manager, spared=made.pk, now=NOW)
    assert list(Spared.objects.filter(ended__isnull=True)) == [for_all]


def test_exemptions_have_an_owner_an_end_and_an_operator(manager, operator, settings):
    settings.LANGUAGE_CODE = "en"
    given = {
        "prefix": "192.0.2.0/24",
        "owner": "Olga",
        "reason": "own scanner",
        "lasts": DAY,
        "tier": Exemption.Tier.EXEMPT,
        "detectors": (),
    }
    made = wishes.exempt(actor=operator, now=NOW, **given)
    assert (made.until, Entry.objects.last().action) == (NOW + DAY, "exemption.added")
    with pytest.raises(Refused):
        wishes.exempt(actor=manager, now=NOW, **given)
    for wrong, why in (({"owner": " "}, "who answers"), ({"prefix": "192.0.2.1/24"}, "canonical"), ({"lasts": 400 * DAY}, "to a year")):
        with pytest.raises(Unacceptable, match=why):
            wishes.exempt(actor=operator, now=NOW, **given | wrong)
    wishes.end_exemption(actor=operator, exemption=made.pk, now=NOW)
    assert Exemption.objects.filter(ended__isnull=True).count() == 0


def test_limits_are_the_operators(manager, operator):
    wishes.limit_rules(actor=operator, organisation=7, most_rules=5, most_cost=50, reason="small line", now=NOW)
    assert str(Limits.objects.get()) == "5 rules, 50 TCAM"
    with pytest.raises(Refused):
        wishes.limit_rules(actor=manager, organisation=7, most_rules=500, most_cost=50, reason="more please", now=NOW)
    with pytest.raises(Unacceptable):
        wishes.limit_rules(actor=operator, organisation=7, most_rules=5000, most_cost=50, reason="more please", now=NOW)
