"""What people do to rules: limits, doubles, second person, veto, undo; everything recorded, nobody past his own."""

from datetime import timedelta

import pytest
from tests.factories.members import HOUSE, NOW, person
from tests.factories.network import DROP_UDP, hospital, rule

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable, decide_approval
from hsoc.portal.members.models import Approval
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.network.actions import rules
from hsoc.portal.network.models import Limits, Rule, RuleDraft
from hsoc.records.policy import Own
from hsoc.records.scope import Match

DAY = timedelta(days=1)


@pytest.fixture
def analyst(db):
    hospital()
    return actor_of(person(Role.ANALYST, 7))


@pytest.fixture
def operator(db):
    return actor_of(person(Role.OPERATOR, HOUSE))


def put(actor, match=DROP_UDP, *, now=NOW, **fields):
    given = {"organisation": 7, "do": Own.DROP, "inbound": True, "rate": 0, "lasts": DAY, "comment": "printers only", "typed": {}} | fields
    return rules.set_rule(actor=actor, match=match, now=now, **given)


def recorded():
    return list(Entry.objects.order_by("sequence").values_list("action", flat=True))


def test_a_rule_is_set_priced_and_recorded(analyst):
    made, new = put(analyst, Match(dst="198.18.7.0/24", proto=(17,), sport=((53, 53), (123, 123))))
    assert (new, made.state, made.until, made.cost, made.author.username) == (True, "set", NOW + DAY, 2, "analyst-7")
    entry = Entry.objects.get(action="rule.set")
    assert (entry.concerns, entry.object, entry.reason) == (7, f"rule:{made.pk}", "printers only")


def test_the_same_rule_gets_the_later_end_instead_of_a_double(analyst):
    first, _ = put(analyst)
    again, new = put(analyst, lasts=7 * DAY, now=NOW + DAY / 2)
    assert (new, again.pk, again.until, Rule.objects.count()) == (False, first.pk, NOW + DAY / 2 + 7 * DAY, 1)
    assert put(analyst, lasts=DAY)[0].until == again.until  # never shortened
    assert put(analyst, do=Own.RATE_LIMIT, rate=5)[1] is True


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"comment": " . "}, "reason of a few words"),
        ({"lasts": timedelta(minutes=1)}, "five minutes"),
        ({"lasts": timedelta(days=400)}, "to a year"),
        ({"do": Own.RATE_LIMIT}, "number of packets"),
        ({"do": Own.REDIRECT}, "No scrubbing"),
    ],
)
def test_what_cannot_be_is_said(analyst, settings, fields, why):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(Unacceptable, match=why):
        put(analyst, **fields)
    assert Rule.objects.count() == 0


def test_limits_of_number_and_memory_hold(analyst, settings):
    settings.LANGUAGE_CODE = "en"
    Limits.objects.create(organisation=hospital(), most_rules=2, most_cost=10)
    put(analyst)
    with pytest.raises(Unacceptable, match="9 of 10 are left"):
        put(analyst, Match(dst="198.18.7.0/24", length=((257, 65535),)))
    put(analyst, Match(dst="198.18.7.0/24", proto=(6,)))
    with pytest.raises(Unacceptable, match="2 rules in force and 2 are allowed"):
        put(analyst, Match(dst="198.18.7.0/24", proto=(1,)))
    rules.withdraw_rules(actor=analyst, rules=[Rule.objects.first().pk], reason="not needed", now=NOW)
    assert put(analyst, Match(dst="198.18.7.0/24", proto=(1,)))[1]


def test_nobody_sets_rules_for_others(analyst, operator):
    hospital(8)
    with pytest.raises(Refused):
        put(analyst, organisation=8)
    with pytest.raises(Refused):
        rules.withdraw_rules(actor=actor_of(person(Role.ANALYST, 8)), rules=[put(analyst)[0].pk], reason="not mine", now=NOW)
    for role in (Role.AUDITOR, Role.COORDINATOR):
        with pytest.raises(Refused):
            put(actor_of(person(role, HOUSE)))
    assert put(operator, Match(dst="198.18.7.9/32"))[1]


def test_a_wide_rule_waits_for_a_second_person(analyst):
    made, _ = put(analyst, Match(dst="198.18.7.0/24"))
    asked = Approval.objects.get()
    assert (made.state, asked.code, asked.payload) == ("waiting", "rule.set", {"organisation": 7, "rule": made.pk})
    with pytest.raises(Refused):
        decide_approval(actor=analyst, approval=asked.pk, approve=True, answer="", now=NOW)
    manager = actor_of(person(Role.MANAGER, 7))
    decide_approval(actor=manager, approval=asked.pk, approve=True, answer="yes", now=NOW + DAY / 2)
    made.refresh_from_db()
    assert (made.state, made.since, made.until) == ("set", NOW + DAY / 2, NOW + DAY / 2 + DAY)


def test_confirming_needs_the_agreement_and_a_waiting_rule(analyst, operator):
    made, _ = put(analyst, Match(dst="198.18.7.0/24"))
    with pytest.raises(Refused):
        rules.confirm_rule(actor=operator, organisation=7, rule=made.pk, reason="r", now=NOW)
    rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="not needed", now=NOW)
    with pytest.raises(Unacceptable):
        rules.confirm_rule(actor=SYSTEM, organisation=7, rule=made.pk, reason="r", now=NOW)


def test_withdrawn_is_undone_until_its_end(analyst):
    made, _ = put(analyst)
    assert rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="mistake", now=NOW) == (made.pk,)
    assert rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="mistake", now=NOW) == ()
    assert rules.restore_rules(actor=analyst, rules=[made.pk], now=NOW + DAY / 2) == (made.pk,)
    made.refresh_from_db()
    assert (made.state, made.until, made.reason) == ("set", NOW + DAY, "")
    rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="mistake", now=NOW)
    assert rules.restore_rules(actor=analyst, rules=[made.pk], now=NOW + DAY) == ()
    assert recorded()[-3:] == ["rule.withdrawn", "rule.restored", "rule.withdrawn"]


def test_undo_of_a_waiting_one_waits_again(analyst):
    made, _ = put(analyst, Match(dst="198.18.7.0/24"))
    rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="mistake", now=NOW)
    rules.restore_rules(actor=analyst, rules=[made.pk], now=NOW)
    made.refresh_from_db()
    assert made.state == "waiting"


def test_several_are_extended_and_what_is_over_comes_back(analyst):
    one, _ = put(analyst)
    over = rule(Match(dst="198.18.7.9/32"), author=one.author, since=NOW - 2 * DAY, until=NOW - DAY)
    vetoed = rule(Match(dst="198.18.7.8/32"), author=one.author, state="vetoed")
    done = rules.extend_rules(actor=analyst, rules=[one.pk, over.pk, vetoed.pk], lasts=7 * DAY, reason="", now=NOW)
    assert done == (one.pk, over.pk)
    over.refresh_from_db()
    assert (over.since, over.until) == (NOW, NOW + 7 * DAY)
    assert recorded()[-2:] == ["rule.extended", "rule.reactivated"]


def test_what_comes_back_must_still_be_inside_and_narrow(analyst, settings):
    settings.LANGUAGE_CODE = "en"
    author = put(analyst)[0].author
    elsewhere = rule(Match(dst="198.18.9.1/32"), author=author, state="withdrawn")
    with pytest.raises(Unacceptable, match="no longer a prefix"):
        rules.restore_rules(actor=analyst, rules=[elsewhere.pk], now=NOW)
    wide = rule(Match(dst="198.18.7.0/24"), author=author, state="withdrawn")
    with pytest.raises(Unacceptable, match="second person"):
        rules.extend_rules(actor=analyst, rules=[wide.pk], lasts=DAY, reason="", now=NOW)


def test_comments_of_several(analyst):
    one, _ = put(analyst)
    assert rules.comment_rules(actor=analyst, rules=[one.pk, one.pk], comment="two words", now=NOW) == (one.pk,)
    one.refresh_from_db()
    assert one.comment == "two words"
    with pytest.raises(Unacceptable):
        rules.comment_rules(actor=analyst, rules=[], comment="two words", now=NOW)
    with pytest.raises(Refused):
        rules.comment_rules(actor=analyst, rules=[one.pk, 999_999], comment="two words", now=NOW)


def test_a_veto_is_the_operators_and_may_be_answered_and_lifted(analyst, operator):
    made, _ = put(analyst)
    for actor in (analyst, actor_of(person(Role.MANAGER, 7))):
        with pytest.raises(Refused):
            rules.veto_rule(actor=actor, rule=made.pk, reason="no reason", now=NOW)
    rules.veto_rule(actor=operator, rule=made.pk, reason="breaks eHealth", now=NOW)
    with pytest.raises(Unacceptable):
        rules.veto_rule(actor=operator, rule=made.pk, reason="breaks eHealth", now=NOW)
    assert rules.extend_rules(actor=analyst, rules=[made.pk], lasts=DAY, reason="", now=NOW) == ()
    assert rules.withdraw_rules(actor=analyst, rules=[made.pk], reason="try again", now=NOW) == ()
    rules.answer_veto(actor=analyst, rule=made.pk, answer="only at night", now=NOW)
    made.refresh_from_db()
    assert (made.state, made.reason, made.answer) == ("vetoed", "breaks eHealth", "only at night")
    with pytest.raises(Refused):
        rules.lift_veto(actor=actor_of(person(Role.MANAGER, 7, username="second")), rule=made.pk, reason="please do", now=NOW)
    rules.lift_veto(actor=operator, rule=made.pk, reason="agreed by phone", now=NOW)
    made.refresh_from_db()
    assert made.state == "set"
    with pytest.raises(Unacceptable):
        rules.answer_veto(actor=analyst, rule=made.pk, answer="too late", now=NOW)


def test_an_end_is_noted_once_a_day_before(analyst):
    put(analyst, lasts=7 * DAY)
    assert rules.warn_ending(actor=SYSTEM, now=NOW) == ()
    assert len(rules.warn_ending(actor=SYSTEM, now=NOW + 6.5 * DAY)) == 1
    assert rules.warn_ending(actor=SYSTEM, now=NOW + 6.6 * DAY) == ()


def test_a_rule_for_a_day_is_not_announced_to_end_as_soon_as_it_is_set(analyst):
    put(analyst, lasts=DAY)
    assert rules.warn_ending(actor=SYSTEM, now=NOW) == ()
    assert rules.warn_ending(actor=SYSTEM, now=NOW + DAY / 2) == ()


def test_a_draft_is_kept_bounded_and_dropped(analyst):
    rules.keep_draft(actor=analyst, organisation=7, typed={"source": "x" * 5000}, now=NOW)
    rules.keep_draft(actor=analyst, organisation=7, typed={"source": "192.0.2.1"}, now=NOW)
    assert RuleDraft.objects.get().typed == {"source": "192.0.2.1"}
    rules.drop_draft(actor=analyst, organisation=7, now=NOW)
    rules.drop_draft(actor=analyst, organisation=7, now=NOW)
    assert (RuleDraft.objects.count(), recorded()) == (0, ["rule_draft.begun", "rule_draft.dropped"])
    with pytest.raises(Unacceptable):
        rules.keep_draft(actor=analyst, organisation=7, typed={f"f{n}": "x" * 600 for n in range(40)}, now=NOW)
