"""New indicators: what was understood is shown first, nothing typed is lost, the labels bind."""

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW, acting

from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.rules import Role

NEW = "/portal/indicators/new/"
FORM = {
    "values": "192.0.2.7\nhxxps://files[.]example/a.iso\nnot a value\n192.0.2.7\n# said nothing",
    "tlp": "TLP:GREEN",
    "pap": "PAP:GREEN",
    "audience": "community",
    "organisation": "1",
    "valid": "30",
    "to_block": "on",
    "title": "a wave of mails",
}


@pytest.fixture
def analyst(browser):
    made = browser(Role.ANALYST, 1)
    made.cookies["hsoc_language"] = "en"
    return made


def text(answer):
    return answer.content.decode()


def test_what_was_understood_is_shown_and_nothing_shared_yet(analyst) -> None:
    assert "Show what was understood" in text(analyst.get(NEW))
    share(actor=acting(Role.ANALYST, 2), organisation=2, items=[indicator("192.0.2.7")], via="portal", now=NOW)
    page = text(analyst.post(NEW, FORM | {"step": "look"}))
    for said in (
        "2 values are ready.",
        "1 line was not understood.",
        "https://files.example/a.iso",
        "yours adds a voice",
        "a wave of mails",
    ):
        assert said in page
    assert Indicator.objects.count() == 1


def test_sharing_takes_the_good_ones_once(analyst) -> None:
    page = text(analyst.post(NEW, FORM | {"step": "share"}, follow=True))
    assert "2 indicators are shared." in page
    rows = set(Indicator.objects.values_list("value", "kind", "tlp", "to_block", "title"))
    assert rows == {
        (value, kind, "TLP:GREEN", True, "a wave of mails") for value, kind in (("192.0.2.7", "ip"), ("https://files.example/a.iso", "url"))
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"audience": "public"}, "does not allow this audience"),
        ({"values": "nothing here"}, "No line holds"),
        ({"confidence": "101"}, "100"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_is_kept(analyst, more, said) -> None:
    answer = analyst.post(NEW, FORM | {"step": "share"} | more)
    assert (answer.status_code, said in text(answer), "a wave of mails" in text(answer)) == (422, True, True)
    assert Indicator.objects.count() == 0


def test_nobody_shares_in_another_s_name(analyst) -> None:
    assert analyst.post(NEW, FORM | {"step": "share", "organisation": "2"}).status_code == 422
    assert Indicator.objects.count() == 0
