"""A house of four organisations with flows in the engine's journal. Belongs here: fixtures. Never: an assertion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.factories import members as people
from tests.factories import traffic

from hsoc.portal.members.models import Kind, Organisation, Prefix

SPAN = "since=2026-03-10T00:00&until=2026-03-11T00:00"


@pytest.fixture
def community(db: None) -> dict[int, Organisation]:
    made = {people.HOUSE: people.organisation(people.HOUSE, name="hSOC", kind=Kind.OPERATOR)}
    for number, prefixes in traffic.PREFIXES.items():
        made[number] = people.organisation(number)
        for place, text in enumerate(prefixes):
            bound = f"{number * 10 + place:032x}"
            Prefix.objects.create(organisation=made[number], text=text, first=bound, last=bound, added=people.NOW)
    return made


@pytest.fixture
def journal(settings, tmp_path: Path) -> Path:
    """The story, in an engine's journal."""
    settings.DATA = tmp_path
    settings.JOURNAL = tmp_path / "journal"
    settings.FLOW_JOURNALS = (tmp_path / "perimeter" / "journal", tmp_path / "journal")
    return traffic.written(tmp_path / "perimeter" / "journal", traffic.story())


@pytest.fixture
def house(community: dict[int, Organisation], journal: Path) -> Path:
    return journal


@pytest.fixture
def url() -> Callable[..., str]:
    """Address of a view on the day of the story."""

    def made(view: str = "", **filters: object) -> str:
        more = "".join(f"&{name}={value}" for name, value in filters.items())
        return f"/portal/network/traffic/{f'{view}/' if view else ''}?{SPAN}{more}"

    return made
