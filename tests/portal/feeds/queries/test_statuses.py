"""A receipt is found by its sender; anything else is as if it were not there."""

import uuid

from tests.factories.members import NOW, organisation

from hsoc.portal.feeds.models import Receipt
from hsoc.portal.feeds.queries.statuses import status


def test_only_the_sender_finds_it(first, second) -> None:
    made = Receipt.objects.create(uuid=uuid.uuid4(), organisation=organisation(1), content={"a": 1}, made=NOW)
    assert status(first, str(made.uuid)) == {"a": 1}
    assert status(second, str(made.uuid)) is status(first, "nonsense") is status(first, str(uuid.uuid4())) is None
