import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.feeds.actions.consumers import create_consumer
from hsoc.portal.feeds.api import lists, who
from hsoc.portal.feeds.queries import lists as made
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Actor, Role


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What this process remembers of other tests."""
    lists._written.clear()
    made._made.clear()
    who._buckets.clear()


@pytest.fixture
def first(db: None) -> Actor:
    return acting(Role.ANALYST, 1)


@pytest.fixture
def second(db: None) -> Actor:
    return acting(Role.ANALYST, 2)


@pytest.fixture
def coordinator(db: None) -> Actor:
    organisation(HOUSE, kind=Kind.OPERATOR)
    return acting(Role.COORDINATOR, HOUSE)


@pytest.fixture
def firewall(first) -> str:
    """The secret of a consumer of hospital 1."""
    return create_consumer(actor=first, organisation=1, name="firewall", now=NOW)[1]
