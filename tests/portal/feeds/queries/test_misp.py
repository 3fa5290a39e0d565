"""Each indicator is in exactly one event of a reader, and the event of an attribute is found again by its UUID and by its number."""

from tests.factories.indicators import AT, indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.queries import misp
from hsoc.portal.feeds.rules.misp import Asked
from hsoc.portal.indicators.actions import share
from hsoc.records.tlp import TLP

DAY = 86_400_000


def test_every_indicator_is_in_one_event(first, second) -> None:
    own = "00000000-0000-4000-8000-000000000001"
    share(actor=first, organisation=1, items=[indicator("203.0.113.1"), indicator("203.0.113.2")], via=f"misp:{own}", now=NOW)
    others = [indicator("203.0.113.3", producer=""), indicator("203.0.113.4", producer="hSOC"), indicator("203.0.113.5", first=AT + DAY)]
    share(actor=second, organisation=2, items=[*others, indicator("203.0.113.6", tlp=TLP.AMBER)], via="t", now=NOW)
    for actor, count in ((first, 4), (second, 4)):
        groups = misp.groups(actor, Asked(), page=1, limit=50)
        told = [one["value"] for event in misp.documents(actor, groups, now=AT) for one in event["Attribute"]]
        assert (len(groups), sorted(told)) == (count, [f"203.0.113.{n}" for n in range(1, 7)])
        for group, event in zip(groups, misp.documents(actor, groups, now=AT), strict=True):
            assert event["uuid"] == group.uuid
            assert misp.group(actor, group.uuid) == misp.group(actor, event["id"]) == group
    assert own in {one.uuid for one in misp.groups(first, Asked(), page=1, limit=50)}
    assert misp.group(second, own) is None
