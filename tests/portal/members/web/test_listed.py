from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_the_list_stays_within_its_queries_however_long(browser, django_assert_max_num_queries) -> None:
    coordinator = browser(Role.COORDINATOR, HOUSE)
    for number in range(1, 61):
        organisation(number, region="CZ010")
    with django_assert_max_num_queries(30):
        page = coordinator.get(reverse("members"))
    assert len(page.context["rows"]) == 50
    assert coordinator.get(reverse("members"), {"page": 2, "region": "CZ010", "sort": "-name"}).context["page"].number == 2


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_file_holds_what_the_filters_leave(browser, format_: str) -> None:
    organisation(1, region="CZ010")
    organisation(2, region="CZ020")
    answer = browser(Role.COORDINATOR, HOUSE).get(reverse("members_export", args=[format_]), {"region": "CZ020"})
    assert answer.headers["Content-Disposition"].endswith(f'.{format_}"')
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"PK") if format_ == "xlsx" else content.decode("utf-8-sig").count("\r\n") == 2


def test_a_coordinator_takes_a_step_for_several_and_a_manager_does_not(browser) -> None:
    organisation(1)
    organisation(2)
    coordinator = browser(Role.COORDINATOR, HOUSE)
    form = {"pick": ["1", "2"], "act": "participate", "reason": "agreed in Brno"}
    coordinator.post(reverse("members_bulk"), form)
    assert Organisation.objects.filter(participates__isnull=False).count() == 2
    coordinator.post(reverse("members_bulk"), form | {"act": "region", "region": "CZ064", "reason": ""})
    assert Organisation.objects.filter(region="CZ064").count() == 2
    assert browser(person(Role.MANAGER, 1)).post(reverse("members_bulk"), form).status_code == 403
