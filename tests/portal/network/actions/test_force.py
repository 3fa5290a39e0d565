"""Taking entries out and agreeing to proposals: who may, bounded, written down, and it reaches the engine's policy."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.utils.translation import override
from tests.factories.force import said, standing, waiting
from tests.factories.members import HOUSE, person
from tests.factories.network import hospital

from hsoc.perimeter.decide.steer import steered
from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.network.actions import force as actions
from hsoc.portal.network.models import Veto
from hsoc.portal.network.queries.policy import document, ms
from hsoc.records.policy import Member, Policy

NOW = datetime.now(UTC)  # noqa: TID251  (engines live in real time)
HOUR = timedelta(hours=1)
KEY = standing().entry.key


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    hospital()
    return tmp_path


@pytest.fixture
def operator():
    return actor_of(person(Role.OPERATOR, HOUSE))


def out(operator, **given):
    return actions.take_out(actor=operator, **({"entries": {KEY: 7}, "reason": "breaks the lab", "lasts": HOUR, "now": NOW} | given))


def test_a_veto_reaches_the_engine_and_leaves_it_when_lifted(operator):
    (made,) = out(operator)
    body, before = document(now=NOW)
    ceiling = Policy(members=(Member(number=7, name="Seven", prefixes=("198.18.7.0/24",)),))
    (veto,) = steered(body, ceiling).vetoes
    assert (veto.key, veto.by, veto.reason, veto.until) == (KEY, operator.username, "breaks the lab", ms(NOW + HOUR))
    actions.let_back(actor=operator, veto=made.pk, reason="works again", now=NOW)
    body, after = document(now=NOW)
    assert (msgspec.json.decode(body)["vetoes"], before == after) == ([], False)
    assert {one.action for one in Entry.objects.all()} >= {"entry.taken_out", "entry.let_back"}


def test_the_newest_word_on_an_entry_counts(operator):
    out(operator)
    out(operator, lasts=2 * HOUR)
    (one,) = Veto.objects.filter(lifted__isnull=True)
    assert one.until == NOW + 2 * HOUR


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "x"},
        {"entries": {}},
        {"entries": {str(n): 7 for n in range(201)}},
        {"lasts": timedelta(minutes=1)},
        {"lasts": timedelta(31)},
    ],
)
def test_what_cannot_be_is_refused_in_words(operator, wrong):
    with pytest.raises(Unacceptable):
        out(operator, **wrong)
    assert Veto.objects.count() == 0


def test_only_the_operator_takes_out_and_agrees():
    analyst = actor_of(person(Role.ANALYST, 7))
    for act in (
        lambda: out(analyst),
        lambda: actions.let_back(actor=analyst, veto=1, reason="why not", now=NOW),
        lambda: actions.agree(actor=analyst, key=KEY, reason="why not", now=NOW),
        lambda: actions.decline(actor=analyst, key=KEY, member=7, reason="why not", lasts=timedelta(hours=1), now=NOW),
    ):
        with pytest.raises(Refused):
            act()


def test_two_agree_and_the_engine_hears_both_names(operator, house):
    said(house, waiting=(waiting(),))
    second = actor_of(person(Role.OPERATOR, HOUSE, username="second"))
    key = waiting().key
    actions.agree(actor=operator, key=key, reason="carpet bombing", now=NOW)
    assert msgspec.json.decode(document(now=NOW)[0])["approvals"] == []
    with pytest.raises(Refused):
        actions.agree(actor=operator, key=key, reason="carpet bombing", now=NOW)
    actions.agree(actor=second, key=key, reason="I agree with it", now=NOW)
    (told,) = msgspec.json.decode(document(now=NOW)[0])["approvals"]
    assert (told["key"], set(told["by"])) == (key, {operator.username, "second"})
    assert "mitigation.agreed" in {one.action for one in Entry.objects.all()}


def test_an_agreement_that_comes_too_late_is_told(operator):
    second = actor_of(person(Role.OPERATOR, HOUSE, username="second"))
    actions.agree(actor=operator, key=KEY, reason="carpet bombing", now=NOW)
    with override("cs"), pytest.raises(Unacceptable, match="příliš starý"):
        actions.agree(actor=second, key=KEY, reason="I agree with it", now=NOW + 9 * HOUR)
