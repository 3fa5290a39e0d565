from datetime import datetime
from pathlib import Path

import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.journal import reputation_days
from hsoc.portal.entities.queries import reputation
from hsoc.portal.members.models import Kind, Prefix
from hsoc.portal.members.rules import Actor, Role

AT = int(NOW.timestamp() * 1000)
DAY = 86_400_000


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def journal(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.JOURNAL = tmp_path / "journal"
    settings.FLOW_JOURNALS = (tmp_path / "journal",)
    settings.NETWORKS = tmp_path / "networks.csv"
    reputation_days.forget()
    reputation._made.update(at=None)
    reputation._held.update(at=None)
    return tmp_path / "journal"


@pytest.fixture
def members(db: None) -> dict[int, Actor]:
    """Analysts of hospitals 1 … 4 (198.18.N.0/24); the fourth does not share its events."""
    organisation(HOUSE, kind=Kind.OPERATOR)
    found = {number: acting(Role.ANALYST, number) for number in range(1, 5)}
    for number in found:
        low = f"{0xFFFF_C612_0000 + number * 256:032x}"
        high = f"{0xFFFF_C612_00FF + number * 256:032x}"
        Prefix.objects.create(organisation=organisation(number), text=f"198.18.{number}.0/24", first=low, last=high, added=NOW)
    four = organisation(4)
    four.opted_out_of_sharing = True
    four.save()
    return found


@pytest.fixture
def coordinator(members) -> Actor:
    return acting(Role.COORDINATOR, HOUSE)
