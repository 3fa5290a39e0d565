"""Which consumer is calling, and who had a value that was taken back."""

from datetime import UTC, datetime, timedelta

from tests.factories.indicators import indicator
from tests.factories.members import NOW as MADE
from tests.factories.members import acting

from hsoc.portal.feeds.actions.consumers import create_consumer, note_fetch, revoke_consumer
from hsoc.portal.feeds.queries import consumers
from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import revoke, share
from hsoc.portal.members.rules import Action, Object, Role, may

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_consumer_is_known_by_its_secret_until_it_is_ended(first, firewall) -> None:
    found = consumers.calling(firewall)
    assert (found.name, found.organisation.number) == ("firewall", 1)
    assert consumers.calling(firewall + "x") is None
    revoke_consumer(actor=first, consumer=found.pk, now=NOW)
    assert consumers.calling(firewall) is None


def test_a_consumer_reads_indicators_and_advisories_and_nothing_else(first, firewall) -> None:
    actor = consumers.actor_of_consumer(consumers.calling(firewall))
    allowed = {(action, thing) for action in Action for thing in Object if may(actor, action, thing, 1)}
    assert allowed == {(Action.VIEW, Object.INDICATOR), (Action.VIEW, Object.ADVISORY)}


def test_consumers_are_seen_at_home_and_by_the_house(first, second, firewall, coordinator) -> None:
    assert [consumers.visible_to(actor).count() for actor in (first, second, coordinator)] == [1, 0, 1]


def test_who_had_a_value_that_was_taken_back(first, firewall) -> None:
    other = consumers.calling(create_consumer(actor=first, organisation=1, name="resolver", now=MADE)[1])
    late = consumers.calling(create_consumer(actor=acting(Role.ANALYST, 1, username="late"), organisation=1, name="late", now=MADE)[1])
    mine = consumers.calling(firewall)
    share(actor=first, organisation=1, items=[indicator()], via="test", now=NOW)
    before = queries.version()[0]
    for consumer in (mine, other):
        note_fetch(consumer=consumer, path="/feeds/block/a", version=before, etag="1", now=NOW + MINUTE)
    gone = revoke(actor=first, organisation=1, identity=indicator().id, reason="the wrong address", now=NOW + 2 * MINUTE)
    for consumer in (other, late):
        note_fetch(consumer=consumer, path="/feeds/block/a", version=gone.added, etag="2", now=NOW + 3 * MINUTE)
    told = {one.consumer: one.dropped for one in consumers.had(first, gone)}
    assert told == {"firewall": None, "resolver": NOW + 3 * MINUTE}
