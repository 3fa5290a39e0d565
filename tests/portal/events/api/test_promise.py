import json

import pytest
from tests.portal.events.conftest import idea

from hsoc.journal import inbox
from hsoc.portal.events.api.promise import promised
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client
from hsoc.portal.events.rules.door import Refusal


@pytest.fixture
def sender(house, register) -> WardenClient:
    return client(name="", secret=register("example.a", 2, write=True), hostnames=())


def test_good_ones_lie_in_the_spool_to_the_byte_and_bad_ones_are_told_by_place(house, sender) -> None:
    raws = [json.dumps(idea("example.a", "one"), indent=3).encode(), json.dumps(idea("example.b", "two")).encode()]
    kept, failures = promised(sender, raws)
    [(_, batch)] = inbox.batches(inbox.waiting(house / "spool" / "events", most=9))
    assert (kept, [(one.code, one.place) for one in failures]) == (1, [(422, 1)])
    assert (batch.events, batch.client, batch.org, batch.test, batch.ours) == ((raws[0],), "example.a", 2, False, False)


def test_spool_that_refuses_is_503_and_keeps_nothing(house, sender) -> None:
    (house / "spool").write_text("in the way")
    with pytest.raises(Refusal) as refused:
        promised(sender, [json.dumps(idea("example.a", "one")).encode()])
    assert refused.value.failure.code == 503
