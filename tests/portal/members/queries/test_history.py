from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.members import NOW, person

from hsoc.portal.members.actions.organisations import add_prefix, change_profile, put_organisation, remove_prefix
from hsoc.portal.members.actions.people import give_seat
from hsoc.portal.members.actions.standing import participate
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import as_of, history
from hsoc.portal.members.rules import SYSTEM, Role

pytestmark = pytest.mark.django_db


def test_what_an_organisation_was_is_read_back_from_the_chain() -> None:
    days = [NOW + timedelta(days=day) for day in range(6)]
    told = {"actor": SYSTEM, "organisation": 1}
    one = put_organisation(actor=SYSTEM, number=1, name="Old name", kind=Kind.TOWN, region="Praha", now=days[0])
    add_prefix(prefix="198.18.1.0/24", reason="registry", now=days[1], **told)
    one = put_organisation(actor=SYSTEM, number=1, name="New name", kind=Kind.TOWN, region="Praha", now=days[2])
    participate(on=NOW.date(), reason="as agreed", now=days[3], **told)
    remove_prefix(prefix="198.18.1.0/24", reason="sold it", now=days[4], **told)
    change_profile(facts={"region": "Vysočina", "beds": "1-99"}, now=days[5], **told)
    who = person(None)
    give_seat(username=who.username, role=Role.ANALYST, now=days[5], **told)
    one.refresh_from_db()
    then = [as_of(one, day) for day in days]
    assert [(was["name"], was["region"], was["participates"], was["prefixes"]) for was in then] == [
        ("Old name", "CZ010", None, []),
        ("Old name", "CZ010", None, ["198.18.1.0/24"]),
        ("New name", "CZ010", None, ["198.18.1.0/24"]),
        ("New name", "CZ010", NOW.date().isoformat(), ["198.18.1.0/24"]),
        ("New name", "CZ010", NOW.date().isoformat(), []),
        ("New name", "CZ063", NOW.date().isoformat(), []),
    ]
    assert as_of(one, NOW - timedelta(days=1)) is None
    changes = history(1)
    assert (changes[0].field, changes[0].now, changes[0].person) == ("people", "analyst", who.pk)
    names = {(one.was, one.now) for one in changes if one.field == "name"}
    assert names == {(None, "Old name"), ("Old name", "New name")}
    assert history(2) == []
