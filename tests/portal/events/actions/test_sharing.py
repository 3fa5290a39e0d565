"""A manager sets what the organisation gives: a version each time, in the log, at once for whoever reads."""

from datetime import timedelta

import pytest
from tests.portal.events.conftest import ANALYST, FOREIGNER, OPERATOR, WHEN, idea

from hsoc.journal.event_filter import Filter
from hsoc.journal.event_sharing import MOST_RULES, Rule
from hsoc.portal.audit.models import Entry
from hsoc.portal.events import queries
from hsoc.portal.events.actions.sharing import set_rules
from hsoc.portal.events.models import SharingRules
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Actor, Refused, Role, Seat

MANAGER = Actor(username="manager", seats=(Seat(2, Role.MANAGER),), organisation=2)
WHY = "we agreed upon it"


def test_versions_follow_each_other_and_the_log_has_each(community) -> None:
    first = set_rules(actor=MANAGER, organisation=2, rules=[Rule(delay=60)], reason=WHY, now=WHEN, based_on=0)
    again = set_rules(actor=MANAGER, organisation=2, rules=[Rule(delay=60)], reason=WHY, now=WHEN, based_on=1)
    assert (first.version, again.pk) == (1, first.pk)
    second = set_rules(actor=MANAGER, organisation=2, rules=[], reason=WHY, now=WHEN + timedelta(minutes=5))
    assert (second.version, second.held, SharingRules.objects.get(latest=True).pk) == (2, 60, second.pk)
    told = Entry.objects.filter(action="sharing.changed", concerns=2)
    assert [one.reason for one in told] == [WHY, WHY]
    assert '"delay":60' in told[0].details


@pytest.mark.parametrize("actor", [ANALYST, FOREIGNER, OPERATOR])
def test_only_the_organisations_own_managers_change_it(community, actor) -> None:
    with pytest.raises(Refused):
        set_rules(actor=actor, organisation=2, rules=[], reason=WHY, now=WHEN)


@pytest.mark.parametrize(
    ("rules", "reason", "based_on"),
    [([], "", 0), ([Rule(delay=-5)], WHY, 0), ([Rule()] * (MOST_RULES + 1), WHY, 0), ([], WHY, 3)],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(community, rules, reason, based_on) -> None:
    with pytest.raises(Unacceptable):
        set_rules(actor=MANAGER, organisation=2, rules=rules, reason=reason, now=WHEN, based_on=based_on)
    assert not SharingRules.objects.exists()


def test_what_is_narrower_holds_at_once_at_every_door(register, send, write) -> None:
    secret = register("example.engine", 1, write=True)
    assert send([idea("example.engine", "one"), idea("example.engine", "two", Category=["Malware"])], secret=secret).status_code == 200
    write()

    def ids(actor: Actor) -> set[str]:
        return {one.id for one in queries.events(actor, Filter(test=None)).rows}

    scope = queries.visible_to_machine
    assert queries.given.of_others() == ()
    assert ids(FOREIGNER) == {"one", "two"}
    set_rules(actor=MANAGER, organisation=2, rules=[Rule(categories=("Malware",), share=False)], reason=WHY, now=WHEN)
    assert [one.org for one in scope(FOREIGNER).rules] == [2]
    assert ids(FOREIGNER) == {"one"}
    assert scope(ANALYST).rules == ()
    assert scope(FOREIGNER).now == 0
    set_rules(actor=MANAGER, organisation=2, rules=[Rule(delay=60)], reason=WHY, now=WHEN)
    assert scope(FOREIGNER).now > 0
    assert ids(ANALYST) >= ids(FOREIGNER)
