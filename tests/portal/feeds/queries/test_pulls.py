"""Which sources are due, and whose they are."""

from datetime import timedelta

from tests.factories.members import NOW

from hsoc.portal.feeds.actions.pulls import Source, add_pull
from hsoc.portal.feeds.models import Pull
from hsoc.portal.feeds.queries import pulls


def test_due_ones_the_longest_waiting_first(first, second, coordinator) -> None:
    made = [
        add_pull(actor=first, organisation=1, source=Source(name=str(n), kind="plain", url="https://partner.example/"), now=NOW).pk
        for n in range(5)
    ]
    for place, ago in ((0, 61), (1, 59), (2, 500)):
        Pull.objects.filter(pk=made[place]).update(last_try=NOW - timedelta(minutes=ago))
    Pull.objects.filter(pk=made[3]).update(enabled=False)
    assert pulls.waiting(NOW) == (made[4], made[2], made[0])
    assert pulls.one(made[0]).name == "0"
    assert [pulls.visible_to(actor).count() for actor in (first, second, coordinator)] == [5, 0, 5]
