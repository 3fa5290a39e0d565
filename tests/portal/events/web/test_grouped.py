"""The list by lines over a real journal: fewer lines, a way to each event, nothing of others."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

DAY = "/portal/events/grouped/?day=2026-03-10"


def lines(answer) -> list[str]:
    return re.findall(r'data-href="([^"]+)"', answer.content.decode())


def test_a_line_leads_to_its_events(operator: Client) -> None:
    answer = operator.get(DAY)
    found = lines(answer)
    assert answer.status_code == 200
    assert found
    for href in found:
        assert operator.get(href.replace("&amp;", "&")).status_code == 200


def test_as_many_events_stand_behind_the_lines_as_in_the_list(operator: Client) -> None:
    grouped, listed = operator.get(DAY), operator.get("/portal/events/?day=2026-03-10")
    assert grouped.context["found"].events == listed.context["page"].total
    assert grouped.context["found"].lines == len(grouped.context["lines"]) <= grouped.context["found"].events


def test_filters_work_and_nothing_found_offers_a_step(operator: Client) -> None:
    assert all("login" in href or "Attempt.Login" in href for href in lines(operator.get(DAY + "&category=Attempt.Login")))
    assert "Těmto filtrům nic neodpovídá." in operator.get(DAY + "&category=Malware").content.decode()


@pytest.mark.parametrize("page", ["0", "x", "9999999", "5000"])
def test_a_place_that_is_none_is_not_found(operator: Client, page) -> None:
    assert operator.get(f"{DAY}&page={page}").status_code == 404


def test_a_stranger_logs_in_first(client: Client) -> None:
    assert client.get(DAY).status_code == 302


def test_a_day_without_events_is_an_empty_page(operator: Client) -> None:
    assert lines(operator.get("/portal/events/grouped/?day=2020-01-01")) == []
