"""What we want, and the operator's exemptions, as people meet them."""

import pytest
from tests.factories.members import HOUSE, organisation, person
from tests.factories.network import hospital

from hsoc.portal.members.models import Approval
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Exemption, Limits, OtherNetwork, Spared, Wish


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    settings.LANGUAGE_CODE = "en"
    return hospital()


def opened(browser, who):
    made = browser(who)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def manager(browser):
    return opened(browser, person(Role.MANAGER, 7))


@pytest.fixture
def operator(browser):
    return opened(browser, person(Role.OPERATOR, HOUSE))


def test_a_manager_changes_wishes_and_declares(manager):
    asked = {"strongest": "rate-limit", "longest_minutes": "30"}
    page = manager.post("/portal/network/wishes/7/save/", asked, follow=True).content.decode()
    assert ("Saved." in page, Wish.objects.get().wishes) == (True, {"strongest": "rate-limit", "longest_minutes": 30})
    page = manager.post("/portal/network/wishes/7/declare/", {"field": "single_homed", "value": "1", "reason": "one line"}, follow=True)
    assert "waits for the operator" in page.content.decode()
    assert Approval.objects.get().payload["field"] == "single_homed"
    manager.post("/portal/network/wishes/7/other/", {"kind": "regional", "name": "Kraj", "asn": "", "prefixes": "198.18.7.0/25"})
    other = OtherNetwork.objects.get()
    manager.post("/portal/network/wishes/7/leave/", {"other": other.pk, "reason": "line cancelled"})
    assert Approval.objects.filter(code="member.leave").count() == 1
    manager.post("/portal/network/wishes/7/spare/", {"network": "198.18.7.1/32", "lasts": "7d", "reason": "theatre"})
    page = manager.get("/portal/network/wishes/").content.decode()
    assert "198.18.7.1/32" in page
    manager.post("/portal/network/wishes/7/end_spared/", {"spared": Spared.objects.get().pk})
    assert Spared.objects.get().ended is not None


def test_what_is_wrong_is_said(manager):
    for path, data, told in (
        ("other", {"kind": "moon"}, "Kind"),
        ("save", {"longest_minutes": "99999"}, "minutes"),
        ("spare", {"network": "198.18.8.1/32", "lasts": "7d", "reason": "theatre"}, "not a prefix of this organisation"),
    ):
        page = manager.post(f"/portal/network/wishes/7/{path}/", data, follow=True).content.decode()
        assert told in page
        for value in data.values():
            assert path == "other" or f'value="{value}"' in page


def test_an_analyst_reads_and_a_stranger_does_not(browser):
    analyst = opened(browser, person(Role.ANALYST, 7))
    assert "Changed by the managers" in analyst.get("/portal/network/wishes/").content.decode()
    assert analyst.post("/portal/network/wishes/7/save/", {}).status_code == 403
    hospital(8)
    assert analyst.get("/portal/network/wishes/?member=8").status_code == 404
    assert analyst.get("/portal/network/wishes/?member=x").status_code == 404
    assert analyst.post("/portal/network/wishes/8/save/", {}).status_code == 404
    assert analyst.get("/portal/network/exemptions/").status_code == 403
    assert analyst.post("/portal/network/exemptions/limit/", {}).status_code == 403


def test_the_operator_exempts_spares_and_limits(operator):
    given = {"network": "192.0.2.0/24", "owner": "Olga", "reason": "own scanner", "lasts": "90d", "tier": "exempt"}
    page = operator.post("/portal/network/exemptions/add/", given, follow=True).content.decode()
    assert ("Exempt." in page, "Olga" in page) == (True, True)
    operator.post("/portal/network/exemptions/limit/", {"organisation": "7", "most_rules": "5", "most_cost": "50", "reason": "small line"})
    assert Limits.objects.get().most_rules == 5
    operator.post("/portal/network/exemptions/spare/", {"network": "198.18.0.1/32", "lasts": "7d", "reason": "back-end"})
    operator.post("/portal/network/exemptions/end_spared/", {"spared": Spared.objects.get().pk})
    operator.post("/portal/network/exemptions/end/", {"exemption": Exemption.objects.get().pk})
    assert (Spared.objects.get().ended is None, Exemption.objects.get().ended is None) == (False, False)
    assert "0 / 5" in operator.get("/portal/network/exemptions/").content.decode()
    assert "Nemocnice" not in operator.get("/portal/network/wishes/?member=7").content.decode()
    assert (
        "is not a canonical prefix"
        in operator.post("/portal/network/exemptions/add/", given | {"network": "x"}, follow=True).content.decode()
    )


def test_whose_network_is_not_connected_reads_what_comes_then(browser) -> None:
    organisation(3, connected=False)
    waiting = opened(browser, person(Role.MANAGER, 3))
    page = waiting.get("/portal/network/wishes/")
    assert (page.status_code, [one.name for one in page.templates][:1]) == (200, ["network/wishes_none.html"])
    assert waiting.get("/portal/network/wishes/", {"member": "3"}).status_code == 404
