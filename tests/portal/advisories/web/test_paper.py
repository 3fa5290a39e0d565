"""The page of one paper, its documents, and the steps about it."""

import pytest
from tests.factories.advisories import AT, advisory, alert, draft
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.exchange import cap
from hsoc.portal.advisories import actions
from hsoc.portal.advisories.models import Advisory, Release
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.models import Kind
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.records.tlp import TLP


@pytest.fixture
def row(db) -> Advisory:
    owner = acting(Role.ANALYST, 2, username="owner")
    actions.take(actor=owner, organisation=2, items=[advisory(summary="<script>alert(1)</script>")], via="t", now=NOW)
    return Advisory.objects.get()


def test_the_page_tells_the_paper_and_runs_nothing_of_it(browser, row) -> None:
    page = browser(Role.ANALYST, 1).get(f"/portal/advisories/{row.pk}/").text
    for said in ("CVE-2026-1000", "CVSS 9,8", "Install 4.2.", "Example Medical", "zranitelné", "&lt;script&gt;alert(1)"):
        assert said in page
    assert "<script>alert" not in page
    assert "relabel" not in page  # it is another organisation's


def test_what_is_hidden_is_not_there(browser, row) -> None:
    Advisory.objects.update(audience=Audience.OWN)
    assert browser(Role.ANALYST, 1).get(f"/portal/advisories/{row.pk}/").status_code == 404
    assert browser(Role.MANAGER, 2).get(f"/portal/advisories/{row.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("format_", "media"), [("csaf", "application/json"), ("cap", "application/cap+xml"), ("csv", "text/csv; charset=utf-8")]
)
def test_documents(browser, row, format_, media) -> None:
    answer = browser(Role.ANALYST, 1).get(f"/portal/advisories/{row.pk}/file/{format_}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media)
    assert "ex-2026-1." in answer["Content-Disposition"]
    assert browser(Role.ANALYST, 3).get(f"/portal/advisories/{row.pk}/file/odd").status_code == 404


def test_an_exercise_says_so_and_csaf_cannot_carry_it(browser, first) -> None:
    actions.take(actor=first, organisation=1, items=cap.decode(alert(status="Exercise"), now=AT).advisories, via="t", now=NOW)
    key = Advisory.objects.get().pk
    visit = browser(Role.MANAGER, 1)
    assert "Toto je cvičení." in visit.get(f"/portal/advisories/{key}/").text
    assert "Tento formát ho neunese" in visit.get(f"/portal/advisories/{key}/file/csaf", follow=True).text


def test_steps(browser) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    who = person(Role.COORDINATOR, HOUSE)
    made = actions.write(actor=actor_of(who), organisation=HOUSE, draft=draft(), audience=Audience.COMMUNITY, now=NOW)
    visit = browser(who)
    assert "Zveřejnit jako CSAF" in visit.get(f"/portal/advisories/{made.pk}/").text
    assert visit.post(f"/portal/advisories/{made.pk}/publish/").status_code == 302
    assert Release.objects.get().number == made.number
    told = visit.post(
        f"/portal/advisories/{made.pk}/relabel/", {"tlp": "TLP:RED", "audience": "community", "reason": "Not for all."}, follow=True
    )
    assert "TLP:RED takový okruh příjemců nedovoluje" in told.text
    visit.post(f"/portal/advisories/{made.pk}/relabel/", {"tlp": "TLP:AMBER", "audience": "community", "reason": "Not for all."})
    newest = Advisory.objects.get(latest=True)
    assert newest.tlp == TLP.AMBER
    visit.post(f"/portal/advisories/{newest.pk}/withdraw/", {"reason": "It was a mistake."})
    assert Advisory.objects.get(latest=True).withdrawn
    assert "Toto bylo staženo." in visit.get(f"/portal/advisories/{made.pk}/").text
