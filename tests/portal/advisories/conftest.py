import pytest
from tests.factories.members import HOUSE, acting, organisation

from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Actor, Role


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path) -> None:
    """No test signs with the key of another."""
    settings.DATA = tmp_path


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
