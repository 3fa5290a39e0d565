"""The settings page: what fits is kept, what does not comes back with a word; only the organisation's own people."""

import pytest
from tests.factories import members as people

from hsoc.portal.members.rules import Role
from hsoc.portal.reports.models import Exclusion, Preference

PAGE = "/portal/reports/settings/"
SAVE = {"mails": "soc@hospital2.example\nb@hospital2.example", "mails_5": "n@hospital2.example", "language": "en", "mode": "extra"}


@pytest.fixture
def manager_browser(community, browser):
    return browser(Role.MANAGER, 2)


def test_settings_are_saved_and_shown(manager_browser):
    answer = manager_browser.post(f"{PAGE}2/save/", SAVE | {"office_only": "on"}, follow=True)
    found = Preference.objects.get(organisation__number=2)
    assert found.addresses == {"": ["soc@hospital2.example", "b@hospital2.example"], "5": ["n@hospital2.example"]}
    assert (found.mode, found.language, found.office_only) == ("extra", "en", True)
    assert "n@hospital2.example" in answer.content.decode()


def test_what_does_not_fit_comes_back(manager_browser):
    answer = manager_browser.post(f"{PAGE}2/save/", SAVE | {"mails": "nobody at all"})
    assert answer.status_code == 400
    assert "nobody at all" in answer.content.decode()
    assert not Preference.objects.exists()


def test_quiet_for_a_week(manager_browser):
    manager_browser.post(f"{PAGE}2/mute/", {"days": "7", "reason": "moving house"})
    assert Preference.objects.get().muted_until is not None
    manager_browser.post(f"{PAGE}2/mute/", {"days": "0"})
    assert Preference.objects.get().muted_until is None


def test_something_is_left_out_and_told_again(manager_browser):
    given = {"event_class": "recon-scanning", "net": "198.18.2.5/32", "days": "30", "reason": "Our own scanner."}
    page = manager_browser.post(f"{PAGE}2/exclude/", given, follow=True).content.decode()
    assert "198.18.2.5/32" in page
    assert manager_browser.post(f"{PAGE}2/exclude/", given | {"net": "198.18.3.5/32"}).status_code == 400
    one = Exclusion.objects.get()
    manager_browser.post(f"{PAGE}2/include/", {"exclusion": one.pk})
    assert not Exclusion.objects.exists()
    assert manager_browser.post(f"{PAGE}2/include/", {"exclusion": "x"}).status_code == 404


def test_others(community, browser):
    analyst = browser(Role.ANALYST, 2)
    assert analyst.get(PAGE).status_code == 200
    assert analyst.post(f"{PAGE}2/save/", SAVE).status_code == 403
    assert analyst.get(f"{PAGE}?member=3").status_code == 404
    assert analyst.get(f"{PAGE}?member=x").status_code == 404
    assert browser(Role.OPERATOR, people.HOUSE).get(f"{PAGE}?member=3").status_code == 200
