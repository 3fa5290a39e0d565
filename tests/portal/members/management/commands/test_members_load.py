from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.models import Organisation, Prefix
from hsoc.portal.members.queries import all_prefixes

pytestmark = pytest.mark.django_db
ROWS = [
    {
        "number": 1,
        "name": "First",
        "kind": "town",
        "region": "Vysočina",
        "connected": True,
        "prefixes": ["198.18.1.0/24", "2001:db8:1::/48"],
    },
    {"number": 2, "name": "Second", "prefixes": ["198.18.2.0/24"]},
]


def load(folder: Path, rows: object) -> None:
    file = folder / "members.json"
    file.write_bytes(msgspec.json.encode(rows))
    call_command("members_load", str(file))


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, ROWS)
    before = Entry.objects.count()
    load(tmp_path, ROWS)
    assert all_prefixes() == ((1, "198.18.1.0/24"), (1, "2001:db8:1::/48"), (2, "198.18.2.0/24"))
    assert list(Organisation.objects.values_list("number", "name", "kind", "connected")) == [
        (1, "First", "town", True),
        (2, "Second", "region", False),
    ]
    assert Entry.objects.count() == before == 5


def test_a_bad_row_undoes_the_whole_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="overlaps"):
        load(tmp_path, [*ROWS, {"number": 3, "name": "Third", "prefixes": ["198.18.0.0/16"]}])
    assert (Organisation.objects.count(), Prefix.objects.count()) == (0, 0)


@pytest.mark.parametrize("rows", [{}, [{"number": "one", "name": "x"}], [{"name": "x"}], [{"number": 1, "name": "x", "kind": "zoo"}]])
def test_an_unusable_file_is_named_with_its_place(tmp_path: Path, rows: object) -> None:
    with pytest.raises(CommandError, match=r"members\.json: ") as refusal:
        load(tmp_path, rows)
    assert refusal.value.returncode == 2
