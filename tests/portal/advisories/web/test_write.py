"""Writing and revising: what was typed is never lost, a foreign paper is not for writing."""

from tests.factories.advisories import advisory
from tests.factories.members import NOW, acting

from hsoc.portal.advisories.actions import take
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.members.rules import Role

TYPED = {
    "title": "Patch the pumps", "summary": "They tell their password.", "severity": "4", "status": "final", "tlp": "TLP:GREEN",
    "pap": "PAP:GREEN", "audience": "community", "organisation": "1", "products": "Example Medical | Pump", "cves": "CVE-2026-1000",
}  # fmt: skip


def test_a_paper_is_written_revised_and_keeps_its_number(browser) -> None:
    visit = browser(Role.ANALYST, 1)
    assert visit.get("/portal/advisories/new/").status_code == 200
    visit.post("/portal/advisories/new/", TYPED)
    made = Advisory.objects.get()
    assert (made.title, made.own, made.tlp) == ("Patch the pumps", True, "TLP:GREEN")
    page = visit.get(f"/portal/advisories/{made.pk}/revise/").text
    assert "Example Medical | Pump" in page
    told = visit.post(f"/portal/advisories/{made.pk}/revise/", TYPED | {"title": "Worse"})
    assert (told.status_code, "Worse" in told.text) == (422, True)  # a reason is missing, the words are not lost
    visit.post(f"/portal/advisories/{made.pk}/revise/", TYPED | {"title": "Worse", "reason": "It is worse."})
    newest = Advisory.objects.get(latest=True)
    assert (newest.title, newest.version, newest.number) == ("Worse", "2", made.number)


def test_what_cannot_be_understood_is_said_and_kept(browser) -> None:
    told = browser(Role.ANALYST, 1).post("/portal/advisories/new/", TYPED | {"cves": "CVE-odd"})
    assert told.status_code == 422
    assert "CVE-ODD" in told.text
    assert "Patch the pumps" in told.text
    assert not Advisory.objects.exists()


def test_a_foreign_paper_is_not_revised(browser) -> None:
    take(actor=acting(Role.ANALYST, 1), organisation=1, items=[advisory()], via="t", now=NOW)
    assert browser(Role.MANAGER, 1).get(f"/portal/advisories/{Advisory.objects.get().pk}/revise/").status_code == 404
    assert browser(Role.MANAGER, 2).get(f"/portal/advisories/{Advisory.objects.get().pk}/revise/").status_code == 403
