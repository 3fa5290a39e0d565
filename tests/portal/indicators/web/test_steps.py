"""Steps on one indicator: sightings go no farther than it does, a revocation needs a reason, only one's own is changed."""

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, NOW, acting

from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.indicators.web.steps import home
from hsoc.portal.members.rules import Role
from hsoc.records.tlp import TLP


@pytest.fixture
def row(db):
    share(actor=acting(Role.ANALYST, 2), organisation=2, items=[indicator(tlp=TLP.AMBER)], via="portal", now=NOW)
    return Indicator.objects.get()


def speaking(browser, *who):
    made = browser(*who)
    made.cookies["hsoc_language"] = "en"
    return made


def text(answer):
    return answer.content.decode()


def test_a_sighting_bears_the_label_and_audience_of_its_indicator(browser, row) -> None:
    page = speaking(browser, Role.ANALYST, 1)
    assert "your organisation met it" in text(page.post(f"/portal/indicators/{row.pk}/sight/", {"verdict": "seen"}, follow=True))
    assert "false positive" in text(page.post(f"/portal/indicators/{row.pk}/sight/", {"verdict": "false-positive"}, follow=True))
    told = list(Sighting.objects.values_list("verdict", "tlp", "audience", "organisation__number", "indicator").order_by("added"))
    assert told == [(verdict, "TLP:AMBER", "community", 1, row.uuid) for verdict in ("seen", "false-positive")]


def test_taking_back_and_relabelling_one_s_own(browser, row) -> None:
    page = speaking(browser, Role.MANAGER, 2)
    where = f"/portal/indicators/{row.pk}"
    labels = {"tlp": "TLP:RED", "pap": "PAP:RED", "audience": "community", "reason": "our own scanner"}
    assert "does not allow this audience" in text(page.post(f"{where}/relabel/", labels, follow=True))
    assert "What has gone out under the old ones" in text(page.post(f"{where}/relabel/", labels | {"tlp": "TLP:GREEN"}, follow=True))
    assert "A reason of a few words" in text(page.post(f"{where}/revoke/", {"reason": "x"}, follow=True))
    assert "Taken back." in text(page.post(f"{where}/revoke/", {"reason": "our own scanner"}, follow=True))
    assert Indicator.objects.get(latest=True).revoked


def test_another_s_is_not_changed_and_the_hidden_does_not_exist(browser, row) -> None:
    page = browser(Role.ANALYST, 1)
    for step in ("revoke", "relabel"):
        given = {"reason": "not ours", "tlp": "TLP:RED", "pap": "PAP:RED", "audience": "own"}
        assert page.post(f"/portal/indicators/{row.pk}/{step}/", given).status_code == 403
    Indicator.objects.filter(pk=row.pk).update(audience="own")
    for step in ("sight", "revoke", "relabel"):
        assert page.post(f"/portal/indicators/{row.pk}/{step}/", {"reason": "not ours"}).status_code == 404


def test_whose_word_it_is(db) -> None:
    assert (home(acting(Role.ANALYST, 3)), home(acting(Role.AUDITOR, HOUSE))) == (3, 0)
