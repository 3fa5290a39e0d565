"""Pages of lists and consumers: counts and formats, a secret shown once, what each one took, ended at once."""

import base64
from datetime import UTC, datetime

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, acting

from hsoc.portal.feeds.models import Consumer
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.rules import Role

NOW = datetime.now(UTC)  # noqa: TID251  (pages live in real time)
LISTS, WHO = "/portal/lists/", "/portal/lists/consumers/"
LIST = "/feeds/block/community/green/ip.txt"


@pytest.fixture
def page(browser):
    made = browser(Role.ANALYST, 1)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def listed(db):
    for number in (2, 3):
        share(actor=acting(Role.ANALYST, number), organisation=number, items=[indicator("192.0.2.77")], via="portal", now=NOW)


def text(answer):
    return answer.content.decode()


def test_lists_with_their_counts_and_formats(page, listed, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        found = text(page.get(LISTS))
    for said in ("1 entry", "0 entries", "TLP:GREEN", LIST, "/portal/lists/community/green/domain.rpz"):
        assert said in found
    assert "open to anybody" in text(page.get(LISTS + "?audience=public&pap=clear"))
    assert "192.0.2.77\n" in text(page.get("/portal/lists/community/green/ip.fortigate"))
    for wrong in ("?pap=red", "community/green/url.rpz", "own/green/ip.txt"):
        assert page.get(LISTS + wrong).status_code == 404


def test_a_consumer_is_made_fetches_and_is_ended(page, listed, visitor) -> None:
    assert "Nothing fetches a list yet." in text(page.get(WHO))
    answer = page.post(WHO, {"name": "the main firewall", "organisation": "1"})
    shown = text(answer)
    secret = shown.partition('id="secret">')[2].partition("<")[0]
    assert (answer.headers["Cache-Control"], shown.count(secret) > 6, "config system external-resource" in shown) == (
        "no-store",
        True,
        True,
    )
    assert secret not in text(page.get(WHO))
    basic = base64.b64encode(f"hsoc:{secret}".encode()).decode()
    assert "192.0.2.77" in text(visitor.get(LIST, headers={"Authorization": f"Basic {basic}"}))
    assert LIST in text(page.get(WHO))
    made = Consumer.objects.get()
    assert "Its next fetch is refused" in text(page.post(f"{WHO}{made.pk}/revoke/", follow=True))
    assert visitor.get(LIST, headers={"Authorization": f"Basic {basic}"}).status_code == 401


def test_what_is_wrong_is_said_and_others_consumers_do_not_exist(page, browser) -> None:
    answer = page.post(WHO, {"name": " ", "organisation": "1"})
    assert (answer.status_code, "Say what will fetch the list" in text(answer)) == (422, True)
    page.post(WHO, {"name": "ours", "organisation": "1"})
    stranger = browser(Role.ANALYST, 2)
    assert stranger.post(f"{WHO}{Consumer.objects.get().pk}/revoke/").status_code == 404
    assert page.post(WHO, {"name": "theirs", "organisation": "2"}).status_code == 403
    assert browser(Role.AUDITOR, HOUSE).get(WHO).status_code == 403
