"""Reports in the portal: each sees its own, trials only the house; answers reach the coordinator."""

import pytest
from tests.factories import members as people
from tests.factories import reports as make

from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.reports.actions import making as actions
from hsoc.portal.reports.models import Feedback, Report

TRIAL = make.BY_NAME["anomaly-traffic", make.Kind.SOURCE]


@pytest.fixture
def both(told):
    """A report of hospital 2 and one on trial."""
    return told(make.seen(make.BOT, sealed=True)), told(make.seen(TRIAL), upto=200)


@pytest.mark.parametrize(
    ("role", "number", "plain", "trial"),
    [
        (Role.ANALYST, 2, 200, 404),
        (Role.MANAGER, 2, 200, 404),
        (Role.ANALYST, 3, 404, 404),
        (Role.OPERATOR, people.HOUSE, 200, 200),
        (Role.COORDINATOR, people.HOUSE, 200, 200),
        (Role.AUDITOR, people.HOUSE, 404, 404),
    ],
)
def test_who_sees_what(both, browser, role, number, plain, trial):
    reader = browser(role, number)
    for report, status in zip(both, (plain, trial), strict=True):
        for end in ("/", ".json"):
            assert reader.get(f"/portal/reports/{report.label}{end}").status_code == status
    listed = reader.get("/portal/reports/").content.decode()
    assert [one.label in listed for one in both] == [plain == 200, trial == 200]


def test_after_a_login_sealed_lines_are_there(both, browser):
    assert "198.18.2.10" in browser(Role.ANALYST, 2).get(f"/portal/reports/{both[0].label}/").content.decode()


def test_without_a_login_nothing(both, visitor):
    assert visitor.get(f"/portal/reports/{both[0].label}/").status_code == 302


def test_filters_of_the_list(both, browser):
    reader = browser(Role.OPERATOR, people.HOUSE)

    def listed(query: str) -> list[bool]:
        text = reader.get(f"/portal/reports/?{query}").content.decode()
        return [one.label in text for one in both]

    assert listed("shadow=1") == [False, True]
    assert listed("shadow=0&member=2&severity=4&kind=source") == [True, False]
    assert listed("kind=target") == [False, False]
    assert listed(f"q={both[0].label[-6:]}&page=9") == [True, False]


def test_an_answer_and_where_it_is_read(both, browser):
    label = both[0].label
    analyst = browser(Role.ANALYST, 2)
    analyst.post(f"/portal/reports/{label}/answer/", {"verdict": "not-ours", "text": "A tenant's."})
    analyst.post(f"/portal/reports/{label}/answer/", {"verdict": "nonsense"})
    assert [(one.verdict, one.author.username) for one in Feedback.objects.all()] == [("not-ours", "analyst-2")]
    assert analyst.get("/portal/reports/answers/").status_code == 404
    assert "A tenant&#x27;s." in browser(Role.COORDINATOR, people.HOUSE).get("/portal/reports/answers/").content.decode()


def test_the_link_is_taken_back(both, browser):
    report = both[0]
    actions.give_link(actor=SYSTEM, report=report.pk, now=people.NOW)
    browser(Role.ANALYST, 2).post(f"/portal/reports/{report.label}/revoke/")
    assert Report.objects.get(pk=report.pk).revoked is not None


def test_others_change_nothing(both, browser):
    for act in ("answer", "revoke"):
        assert browser(Role.ANALYST, 3, username=f"other-{act}").post(f"/portal/reports/{both[0].label}/{act}/").status_code == 404
