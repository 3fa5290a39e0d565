"""Classes and detectors: the house sees them, the operator changes them."""

from tests.factories import members as people

from hsoc.portal.members.rules import Role
from hsoc.portal.reports.models import ClassState, Credibility

PAGE = "/portal/reports/classes/"


def test_the_operator_changes(community, browser):
    operator = browser(Role.OPERATOR, people.HOUSE)
    operator.post(f"{PAGE}state/", {"name": "malware", "state": "shadow"})
    operator.post(f"{PAGE}believe/", {"detector": "doubtful", "value": "0.25"})
    operator.post(f"{PAGE}believe/", {"detector": "doubtful", "value": "7"})
    operator.post(f"{PAGE}state/", {"name": "nothing", "state": "shadow"})
    assert [str(one) for one in ClassState.objects.all()] == ["malware shadow"]
    assert Credibility.objects.get().value == 0.25
    assert "doubtful" in operator.get(PAGE).content.decode()
    assert operator.post(f"{PAGE}other/").status_code == 404


def test_others_do_not(community, browser):
    coordinator = browser(Role.COORDINATOR, people.HOUSE)
    assert coordinator.get(PAGE).status_code == 200
    assert coordinator.post(f"{PAGE}state/", {"name": "malware", "state": "shadow"}).status_code == 403
    assert browser(Role.MANAGER, 2).get(PAGE).status_code == 404
