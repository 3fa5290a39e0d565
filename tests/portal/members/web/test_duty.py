from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.models import Absence, Function
from hsoc.portal.members.rules import Role
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.web import duty

pytestmark = pytest.mark.django_db
PATH = "/portal/members/duty/"


def contact(username, number, days, **fields):
    who = person(username=username, number=number)
    type(who).objects.filter(pk=who.pk).update(dark_email=f"{username}@jinde.example", phone="+420601000000")
    confirmed = NOW - timedelta(days=days) if days is not None else None
    return Function.objects.create(user=who, organisation=organisation(number), kind=Work.DUTY, since=NOW, confirmed=confirmed, **fields)


@pytest.fixture
def held(monkeypatch):
    """Contacts whose words stand in each way: 1 good, 2 lapses soon, 3 lapsed, 4 never given; 5 has nobody."""
    monkeypatch.setattr(duty, "moment", lambda: NOW)
    organisation(5, name="Nemocnice Bez")
    return [contact(f"d{number}", number, days) for number, days in ((1, 10), (2, 80), (3, 95), (4, None))]


def test_a_coordinator_sees_all_filters_exports_and_asks_again(
    browser, held, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    keeper = browser(person(Role.COORDINATOR, HOUSE, username="keeper"))
    Absence.objects.create(user=held[0].user, first=NOW.date(), last=NOW.date(), stand_in=held[1].user, created=NOW)
    with django_assert_max_num_queries(30):
        page = keeper.get(PATH)
    assert [row["one"].word for row in page.context["rows"]] == ["good", "soon", "lapsed", "never"]
    assert page.context["rows"][0]["one"].stand_in == held[1].user
    assert [(n, look) for _said, n, _href, look, _on in page.context["counts"]] == [(1, "crit"), (1, "crit"), (1, "med"), (1, "ok")]
    assert "Nemocnice Bez" in [str(one) for one in page.context["missing"]]
    assert b"d2@jinde.example" in page.content
    assert [row["held"] for row in keeper.get(PATH + "?word=soon").context["rows"]] == [held[1]]
    assert [row["held"] for row in keeper.get(PATH + "?text=D3@JINDE").context["rows"]] == [held[2]]
    assert keeper.get(PATH + "?region=CZ010&word=xx").context["rows"] == []
    sheet = b"".join(keeper.get(PATH + "export/csv/?word=lapsed").streaming_content).decode("utf-8-sig").splitlines()
    assert len(sheet) == 2
    assert "d3@jinde.example" in sheet[1]
    assert b"".join(keeper.get(PATH + "export/xlsx/").streaming_content).startswith(b"PK")
    assert keeper.get(PATH + "export/pdf/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        answer = keeper.post(PATH + "ask/?word=lapsed", {"pick": [str(one.pk) for one in held[2:]]})
    assert answer.headers["Location"] == PATH + "?word=lapsed"
    assert {one.to[0] for one in mail.outbox} == {one.user.email for one in held[2:]}
    assert Function.objects.filter(asked=NOW).count() == 2
    keeper.post(PATH + "ask/", {"pick": [str(held[2].pk)]})  # within the day: left alone
    assert Entry.objects.filter(action="duty.asked").count() == 2


def test_a_member_sees_what_others_agreed_to_show_and_asks_only_its_own(browser, held):
    reader = person(Role.MANAGER, 1, username="reader")
    member = browser(reader)
    assert [row["held"] for row in member.get(PATH).context["rows"]] == [held[0]]
    own = browser(held[1].user)
    assert own.post(f"/portal/members/2/functions/{held[1].pk}/share/", {"back": "me"}).headers["Location"] == "/portal/me/"
    assert [row["held"] for row in member.get(PATH).context["rows"]] == [held[0], held[1]]
    assert [row["one"].ask for row in member.get(PATH).context["rows"]] == [True, False]
    member.post(PATH + "ask/", {"pick": [str(held[2].pk)]})
    assert not Function.objects.exclude(asked=None).exists()
    assert member.post(f"/portal/members/3/functions/{held[2].pk}/share/").status_code == 404
    member.post(f"/portal/members/1/functions/{held[0].pk}/share/")
    assert Function.objects.get(pk=held[0].pk).shared
    own.post(f"/portal/members/2/functions/{held[1].pk}/hide/")
    assert [row["held"] for row in member.get(PATH).context["rows"]] == [held[0]]


def test_a_contact_of_somebody_else_is_not_asked_by_a_member(browser, held, client):
    Function.objects.filter(pk=held[1].pk).update(shared=True)
    member = browser(person(Role.MANAGER, 1, username="reader"))
    assert member.post(PATH + "ask/", {"pick": [str(held[1].pk)]}).status_code == 403
    assert Function.objects.get(pk=held[1].pk).asked is None
    assert client.get(PATH).status_code == 302
