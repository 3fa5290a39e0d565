from __future__ import annotations

from html import unescape

from tests.factories import members as people

from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import SavedFilter

BASE = "/portal/network/traffic/"


def keep(client, **more):
    given = {"member": "2", "view": "flows", "query": "port=3389&way=in&evil=<x>", "name": "RDP", **more}
    return client.post(f"{BASE}filters/keep/", given)


def test_kept_filters_are_checked_and_lead_back(browser, house) -> None:
    analyst = browser(Role.ANALYST, 2)
    answer = keep(analyst, shared="on")
    made = SavedFilter.objects.get()
    assert (made.query, made.view, made.shared) == ("way=in&port=3389", "flows", True)
    assert answer["Location"] == f"{BASE}flows/?member=2&way=in&port=3389"
    page = unescape(analyst.get(f"{BASE}?member=2").content.decode())
    assert f'href="{BASE}flows/?member=2&way=in&port=3389"' in page
    colleague = browser(Role.ANALYST, 2, username="colleague")
    assert "RDP" in colleague.get(f"{BASE}filters/?member=2").content.decode()


def test_rename_delete_and_take_back(browser, house) -> None:
    analyst = browser(Role.ANALYST, 2)
    keep(analyst)
    one = SavedFilter.objects.get()
    where = f"{BASE}filters/{one.pk}/"
    analyst.post(where, {"name": "Remote desktop"})
    page = analyst.post(where, {"do": "delete"}, follow=True).content.decode()
    assert 'value="restore"' in page
    assert "Remote desktop" not in analyst.get(f"{BASE}filters/?member=2").content.decode()
    analyst.post(where, {"do": "restore"})
    assert "Remote desktop" in analyst.get(f"{BASE}filters/?member=2").content.decode()
    keep(analyst, name="other")
    assert analyst.post(where, {"name": "other"}, follow=True).status_code == 200
    assert SavedFilter.objects.get(pk=one.pk).name == "Remote desktop"


def test_others_get_nowhere(browser, house) -> None:
    keep(browser(Role.ANALYST, 2))
    one = SavedFilter.objects.get()
    for role, number in ((Role.ANALYST, 3), (Role.MANAGER, 2), (Role.OPERATOR, people.HOUSE)):
        stranger = browser(role, number)
        assert stranger.post(f"{BASE}filters/{one.pk}/", {"do": "delete"}).status_code == 403
        assert "RDP" not in stranger.get(f"{BASE}filters/?member=2").content.decode()
    assert keep(browser(Role.MANAGER, 3), member="2").status_code == 403
    assert keep(browser(Role.ANALYST, 4), member="x").status_code == 404
    assert keep(browser(Role.ANALYST, 2, username="b"), name=" ", follow=True)["Location"].startswith(f"{BASE}flows/")
