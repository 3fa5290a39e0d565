"""What a manager and an analyst see and do on the page of what is given."""

import msgspec
import pytest
from django.urls import reverse

from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.models import SharingRules
from hsoc.portal.members.rules import Role

PAGE = "/portal/sharing/rules/"
EMPTY = {"share": "1", "least": "1", "most": "5", "told": "service", "bits4": "16", "bits6": "32", "delay": "0"}


def typed(*rules: dict[str, str], **more: str) -> dict[str, str]:
    given = {"r-TOTAL_FORMS": str(len(rules) + 1), "r-INITIAL_FORMS": "0", "based_on": "0"}
    for number, rule in enumerate((*rules, {})):
        given |= {f"r-{number}-{name}": value for name, value in (EMPTY | rule).items()}
    return given | more


@pytest.fixture
def manager(browser, community, house):
    return browser(Role.MANAGER, 2)


def test_rules_are_looked_at_and_then_kept(manager) -> None:
    assert reverse("sharing") == PAGE
    assert manager.get(PAGE).context["lines"] == []
    rule = {"share": "0", "categories": "Malware", "ports": "22, 443", "r": ""}
    looked = manager.post(PAGE, typed(rule, step="look"))
    assert looked.status_code == 200
    assert looked.context["looked"]
    assert looked.context["lines"][0][3].ports == (22, 443)
    assert not SharingRules.objects.exists()
    refused = manager.post(PAGE, typed(rule, step="keep", reason=""))
    assert refused.status_code == 422
    assert b"22, 443" in refused.content
    assert manager.post(PAGE, typed(rule, step="keep", reason="we agreed upon it")).status_code == 302
    assert msgspec.convert(SharingRules.objects.get().rules, list[Rule]) == [Rule(categories=("Malware",), ports=(22, 443), share=False)]
    assert manager.get(PAGE).context["lines"][0][3].categories == ("Malware",)
    stale = manager.post(PAGE, typed(step="keep", reason="I did not see that change"))
    assert stale.status_code == 422


@pytest.mark.parametrize("wrong", [{"ports": "99999"}, {"ports": "ssh"}, {"least": "4", "most": "2"}, {"categories": "<script>"}])
def test_what_was_typed_wrong_is_named_and_kept(manager, wrong) -> None:
    answer = manager.post(PAGE, typed(wrong, step="look"))
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content


def test_analyst_reads_and_strangers_do_not(browser, community, house) -> None:
    analyst = browser(Role.ANALYST, 2)
    assert analyst.get(PAGE).status_code == 200
    assert not analyst.get(PAGE).context["may_change"]
    assert analyst.post(PAGE, typed(step="keep", reason="I may not do this")).status_code == 403
    assert analyst.get(PAGE + "?member=3").status_code == 404
    assert analyst.get(PAGE + "?member=x").status_code == 404


def test_preview_shows_events_before_and_after(analyst) -> None:
    found = analyst.get(PAGE).context["preview"]
    assert found is not None
    assert found.events >= found.given
