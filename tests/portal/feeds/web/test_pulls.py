"""Pages of sources: added, changed, asked for now and removed by those who may; others see nothing of them."""

import pytest
from django.test import Client
from tests.factories.members import NOW, person
from tests.portal.feeds.forms.test_pulls import TYPED

from hsoc.portal.feeds.actions.pulls import Source, add_pull
from hsoc.portal.feeds.models import Pull
from hsoc.portal.members.rules import Role

HOME = "/portal/feeds/sources/"


def logged(role: Role, number: int) -> Client:
    client = Client()
    client.force_login(person(role, number, username=f"web-{role}-{number}"))
    return client


@pytest.fixture
def mine(db) -> Client:
    return logged(Role.ANALYST, 1)


@pytest.fixture
def source(first) -> Pull:
    return add_pull(actor=first, organisation=1, source=Source(name="Partner", kind="plain", url="https://partner.example/"), now=NOW)


def test_nothing_yet_teaches_what_to_do(mine) -> None:
    page = mine.get(HOME).content.decode()
    assert "Zatím se nic nestahuje." in page
    assert f'href="{HOME}new/"' in page


def test_a_source_is_added_changed_asked_for_and_removed(mine) -> None:
    assert mine.get(f"{HOME}new/").status_code == 200
    assert mine.post(f"{HOME}new/", TYPED | {"secret": "s3cret", "enabled": "on"}).status_code == 302
    one = Pull.objects.get()
    page = mine.get(f"{HOME}{one.pk}/").content.decode()
    assert "s3cret" not in page
    assert mine.post(f"{HOME}{one.pk}/", TYPED | {"name": "Other", "enabled": "on"}).status_code == 302
    Pull.objects.update(last_try=NOW)
    assert mine.post(f"{HOME}{one.pk}/now/").status_code == 302
    changed = Pull.objects.get()
    assert (changed.name, changed.last_try, changed.secret) == ("Other", None, one.secret)
    assert "Other" in mine.get(HOME).content.decode()
    assert mine.post(f"{HOME}{one.pk}/remove/", {"reason": "moved elsewhere"}).status_code == 302
    assert not Pull.objects.exists()


def test_what_cannot_be_kept_is_said_and_stays_typed(mine) -> None:
    answer = mine.post(f"{HOME}new/", TYPED | {"url": "ftp://partner.example/"})
    assert answer.status_code == 400
    assert "Čeká se adresa http nebo https" in answer.content.decode()
    assert 'value="ftp://partner.example/"' in answer.content.decode()


def test_removing_needs_a_reason(mine, source) -> None:
    mine.post(f"{HOME}{source.pk}/remove/", {"reason": ""})
    assert Pull.objects.exists()


@pytest.mark.parametrize("path", ["", "now/", "remove/"])
def test_others_find_nothing(db, source, path) -> None:
    other = logged(Role.ANALYST, 2)
    ask = other.post if path else other.get
    assert ask(f"{HOME}{source.pk}/{path}").status_code == 404
    assert "partner.example" not in other.get(HOME).content.decode()


def test_a_stranger_logs_in_first(client, db) -> None:
    assert client.get(HOME).status_code == 302
