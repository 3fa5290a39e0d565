"""The daily view over a real journal."""

from __future__ import annotations

import pytest
from django.test import Client

URL = "/portal/day/2026-03-10/"
pytestmark = pytest.mark.django_db


def test_the_day_shows_its_figures_and_leads_to_the_list(operator: Client):
    page = operator.get(URL).content.decode()
    assert '<a href="/portal/events/?day=2026-03-10">4</a>' in page
    assert "úterý 10.\u00a0března 2026" in page


def test_a_visitor_is_sent_to_log_in(told, visitor: Client):
    answer = visitor.get(URL)
    assert (answer.status_code, answer.url) == (302, f"/account/login/?next={URL}")


def test_a_fragment_that_is_known_is_not_sent_again(operator: Client):
    first = operator.get(URL, headers={"HX-Request": "true"})
    again = operator.get(URL, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (first.status_code, first.content.startswith(b'<div id="day"')) == (200, True)
    assert (again.status_code, again.content) == (304, b"")


def test_the_fragment_carries_its_version_for_the_next_question(operator: Client):
    first = operator.get(URL, headers={"HX-Request": "true"})
    version = first["ETag"].replace('"', "&quot;")
    assert f'data-version="{version}"' in first.content.decode()


def test_the_version_differs_by_language(operator: Client):
    czech = operator.get(URL, headers={"HX-Request": "true"})["ETag"]
    operator.cookies["hsoc_language"] = "en"
    assert operator.get(URL, headers={"HX-Request": "true"})["ETag"] != czech


def test_a_past_day_does_not_poll_and_today_does(operator: Client):
    assert b"hx-trigger" not in operator.get(URL).content
    assert b'hx-trigger="every 5s"' in operator.get("/portal/day/").content


def test_one_member_is_shown_alone(operator: Client):
    page = operator.get(f"{URL}?member=3").content.decode()
    assert '<a href="/portal/events/?day=2026-03-10&amp;member=3">1</a>' in page


def test_an_analyst_sees_no_other_member(analyst: Client):
    assert analyst.get(f"{URL}?member=2").status_code == 200
    assert analyst.get(f"{URL}?member=3").status_code == 404
    assert "Organisation 3" not in analyst.get(URL).content.decode()


@pytest.mark.parametrize("path", ["/portal/day/2999-01-01/", f"{URL}?member=9999", f"{URL}?member=x", "/portal/day/?day=never"])
def test_what_does_not_exist_is_not_found(operator: Client, path: str):
    assert operator.get(path).status_code == 404


def test_the_picker_without_script_leads_to_its_day(operator: Client):
    assert "10.\u00a0března" in operator.get("/portal/day/?day=2026-03-10").content.decode()


def test_csv_is_a_file_with_the_figures(operator: Client):
    answer = operator.get("/portal/day/2026-03-10.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="hsoc-2026-03-10.csv"'
    assert "2026-03-10;;day;;;;threats;4" in answer.content.decode()


def test_an_empty_day_says_something_friendly(operator: Client):
    assert "Na nic" not in operator.get("/portal/day/2026-03-01/").content.decode()
    assert "Nic na vás nečeká." in operator.get("/portal/day/2026-03-01/").content.decode()
