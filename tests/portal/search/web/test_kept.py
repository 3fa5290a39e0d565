from tests.factories.members import organisation, person

from hsoc.portal.members.rules import Role
from hsoc.portal.search.models import Kept


def test_a_page_is_kept_shown_shared_dropped_and_taken_back(browser) -> None:
    organisation(1)
    page, colleague = browser(person(Role.ANALYST, 1)), browser(person(Role.MANAGER, 1))
    assert "Zatím nemáte nic" in page.get("/portal/search/kept/").text
    kept = page.post("/portal/search/kept/keep/", {"address": "/portal/members/?x=1&page=3", "name": "<i>Ours</i>", "shared": "1"})
    assert kept.url == "/portal/members/?x=1"
    shown = page.get("/portal/members/?x=1&page=9").text
    assert ("Stránka je uložená" in shown, "&lt;i&gt;Ours" in shown) == (True, True)
    assert "&lt;i&gt;Ours" in colleague.get("/portal/search/kept/").text
    one = Kept.objects.get()
    colleague.post(f"/portal/search/kept/{one.pk}/", {"do": "drop"})
    page.post(f"/portal/search/kept/{one.pk}/", {"name": "Ours", "shared": ""})
    page.post(f"/portal/search/kept/{one.pk}/", {"do": "drop"})
    assert Kept.objects.get().deleted is not None
    page.post(f"/portal/search/kept/{one.pk}/", {"do": "restore"})
    assert (Kept.objects.get().deleted, Kept.objects.get().name, Kept.objects.get().shared) == (None, "Ours", False)
    assert page.post("/portal/search/kept/keep/", {"address": "//else.example/", "name": "x"}).url == "/portal/search/kept/"
