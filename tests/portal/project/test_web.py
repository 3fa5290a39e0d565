from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.core.internal.ratelimit import respond_429
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.test import Client, RequestFactory
from django.utils import translation

from hsoc.portal.members.rules import Role
from hsoc.portal.project import web

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("accepted", ["cs", "en", "de"])
def test_the_front_door_leads_to_czech(visitor: Client, accepted: str) -> None:
    assert visitor.get("/", headers={"Accept-Language": accepted}).headers["Location"] == "/cs/"


def test_the_front_page_speaks_both_languages(visitor: Client) -> None:
    assert '<html lang="cs"' in visitor.get("/cs/").content.decode()
    assert '<html lang="en"' in visitor.get("/en/").content.decode()


def test_the_house_is_alive_without_a_database(visitor: Client, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(0):
        answer = visitor.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_the_house_is_ready_when_every_needed_part_is(visitor: Client, settings: object, tmp_path: Path) -> None:
    settings.JOURNAL = tmp_path / "journal"
    closed = visitor.get("/readyz")
    settings.JOURNAL.mkdir()
    opened = visitor.get("/readyz")
    assert (closed.status_code, closed.json()["status"]) == (503, "not ready")
    assert (opened.status_code, opened.json()["status"]) == (200, "ready")
    assert list(opened.json()["parts"]) == ["database", "migrations", "journal", "worker", "reporter", "engine"]


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 403),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
    ],
)
def test_metrics_are_for_trusted_addresses(visitor: Client, extra: dict[str, str], status: int) -> None:
    assert visitor.get("/metrics", **extra).status_code == status


def test_metrics_tell_which_part_works(visitor: Client) -> None:
    lines = visitor.get("/metrics").content.decode().splitlines()
    assert 'hsoc_part_ok{part="database"} 1.0' in lines
    assert 'hsoc_part_ok{part="engine"} 0.0' in lines


def test_security_txt_names_a_contact_and_its_end(visitor: Client) -> None:
    lines = dict(line.split(": ", 1) for line in visitor.get("/.well-known/security.txt").content.decode().splitlines())
    assert list(lines) == ["Contact", "Expires", "Preferred-Languages", "Canonical", "CSAF"]
    assert lines["Contact"] == "mailto:security@hsoc.example"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    assert lines["CSAF"].endswith("/.well-known/csaf/provider-metadata.json")


def test_robots_stay_outside_the_portal(visitor: Client) -> None:
    assert "Disallow: /portal/" in visitor.get("/robots.txt").content.decode().splitlines()


def test_home_is_for_those_who_are_in(visitor: Client, browser: Callable[..., Client]) -> None:
    assert visitor.get("/portal/").headers["Location"] == "/account/login/?next=/portal/"
    assert browser(Role.ANALYST, 1).get("/portal/").status_code == 200


def test_what_is_not_there_is_told_readably(visitor: Client) -> None:
    answer = visitor.get("/nothing/")
    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(("page", "status"), [(web.bad_request, 400), (web.forbidden, 403), (web.not_found, 404), (web.expired, 403)])
def test_errors_are_pages_for_people_and_problems_for_machines(page: Callable[..., object], status: int) -> None:
    for path, kind in (("/portal/x", "text/html; charset=utf-8"), ("/api/x", "application/problem+json")):
        answer = page(RequestFactory().get(path))
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)


def test_a_broken_house_says_so_without_its_database(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(0):
        page, machine = web.broken(RequestFactory().get("/portal/")), web.broken(RequestFactory().get("/api/x"))
    assert (page.status_code, machine.status_code) == (500, 500)
    assert "<h1>Něco se u nás pokazilo</h1>" in page.content.decode()
    with django_assert_num_queries(0), translation.override("en"):
        english = web.broken(RequestFactory().get("/en/")).content.decode()
    assert ('<html lang="en">' in english, "<h1>Something broke on our side</h1>" in english) == (True, True)
    assert machine.headers["Content-Type"] == "application/problem+json"


def test_a_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/login/", {"login": "x", "password": "y"}).status_code == 403


def test_too_much_at_once_is_413_in_words(rf: RequestFactory) -> None:
    for trouble in (RequestDataTooBig("x"), TooManyFilesSent("x")):
        with translation.override("en"):
            answer = web.bad_request(rf.post("/portal/memorandum/imports/"), trouble)
        assert (answer.status_code, "64.0\xa0MB" in answer.content.decode()) == (413, True)
    assert web.bad_request(rf.post("/portal/"), None).status_code == 400


def test_who_tries_too_often_reads_it_in_the_look_of_the_house(rf: RequestFactory) -> None:
    answer = respond_429(rf.post("/account/login/"))
    assert (answer.status_code, '<div class="door' in answer.content.decode()) == (429, True)
