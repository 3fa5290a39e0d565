from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW as MADE
from tests.factories.members import organisation

from hsoc.portal.feeds.queries.lists import listing
from hsoc.portal.feeds.queries.standing import Why, standing
from hsoc.portal.indicators.actions import approve_blocking, share
from hsoc.portal.indicators.actions.warned import put_list, switch_list
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.indicators.rules.warned import read
from hsoc.portal.members.models import Prefix
from hsoc.portal.members.rules import Refused
from hsoc.records.indicator import Kind

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)
WHY = "honest people meet it"


@pytest.fixture
def resolvers(coordinator):
    body = read(b"203.0.113.0/28\nshared.example\n")
    return put_list(actor=coordinator, name="resolvers", source="invented", version="1", reason=WHY, read=body, now=NOW)


def values(actor, what: str = "ip") -> tuple[list[str], dict[str, int]]:
    found = listing(actor, audience=Audience.COMMUNITY, pap="green", what=what, now=SOON)
    return [one.value for one in found.entries], dict(found.left)


def test_values_of_a_list_are_on_no_block_list_without_a_word(first, second, coordinator, resolvers) -> None:
    items = [
        indicator("203.0.113.7"),
        indicator("203.0.113.77"),
        indicator("www.shared.example", kind=Kind.DOMAIN),
        indicator("evil.example", kind=Kind.DOMAIN),
    ]
    for actor in (first, second):
        share(actor=actor, organisation=actor.organisation, items=items, via="test", now=NOW)
    assert values(first) == (["203.0.113.77"], {"on a warning list": 1})
    assert values(first, "domain")[0] == ["evil.example"]
    row = Indicator.objects.filter(value="203.0.113.7").first()
    assert standing(first, row, now=SOON).why is Why.WARNED
    assert {(one.value, hit.name) for one, hit in warned.waiting(coordinator, now=SOON)} == {
        ("203.0.113.7", "resolvers"),
        ("www.shared.example", "resolvers"),
    }
    approve_blocking(actor=coordinator, kind=Kind.IP, value="203.0.113.7", reason=WHY, until=None, now=NOW)
    assert values(first)[0] == ["203.0.113.7", "203.0.113.77"]
    assert standing(first, row, now=SOON).listed
    switch_list(actor=coordinator, number=resolvers.pk, enabled=False, reason=WHY, now=SOON)
    assert len(values(first, "domain")[0]) == 2


def test_hits_name_the_list_and_the_members_networks(first, coordinator, resolvers) -> None:
    Prefix.objects.create(organisation=organisation(5), text="198.18.5.0/24", first="0" * 32, last="0" * 32, added=MADE)
    found = warned.hits(
        [("ip", "203.0.113.3"), ("ip", "198.18.5.9"), ("ip", "192.0.2.1"), ("domain", "a.shared.example"), ("md5", "0" * 32)]
    )
    assert [one and (one.list, one.name) for one in found] == [
        (resolvers.pk, "resolvers"),
        (0, ""),
        None,
        (resolvers.pk, "resolvers"),
        None,
    ]
    assert not warned.listed("ip", "198.18.5.9")
    assert list(warned.lists(first)) == [resolvers]
    with pytest.raises(Refused):
        warned.waiting(first, now=NOW)
