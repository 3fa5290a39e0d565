from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from tests.factories.members import HOUSE, person

from hsoc.portal.feeds.api import who
from hsoc.portal.feeds.rules.bucket import BURST, PUSH_BURST, Bucket
from hsoc.portal.members.rules import SECOND_FACTOR, Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR))
def test_who_needs_a_second_factor_is_sent_to_set_one_up(browser: Browser, role: Role) -> None:
    client = browser(role, HOUSE, second_factor=False)
    for path in ("/portal/", "/portal/members/", "/portal/audit/export/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/2fa/totp/activate/")


def test_where_a_second_factor_is_set_up_one_gets_in_without(browser: Browser) -> None:
    client = browser(Role.OPERATOR, HOUSE, second_factor=False)
    answer = client.get("/account/2fa/totp/activate/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_who_sees_nothing_above_green_gets_in_without(browser: Browser) -> None:
    assert browser(Role.COLLEAGUE, 1).get("/portal/").status_code == 200


def test_language_of_the_portal_is_the_cookies_then_the_persons_then_czech(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    client = browser(one)
    english = {"Accept-Language": "en"}
    assert client.get("/portal/", headers=english).headers["Content-Language"] == "cs"
    one.language = "en"
    one.save()
    assert client.get("/portal/").headers["Content-Language"] == "en"
    client.cookies["hsoc_language"] = "cs"
    assert client.get("/portal/").headers["Content-Language"] == "cs"
    client.cookies["hsoc_language"] = "xx"
    assert client.get("/portal/").headers["Content-Language"] == "en"


def test_language_of_the_public_pages_is_in_their_address(visitor: Client) -> None:
    visitor.cookies["hsoc_language"] = "cs"
    assert visitor.get("/en/").headers["Content-Language"] == "en"
    assert visitor.get("/cs/").headers["Content-Language"] == "cs"


def test_pages_after_login_are_kept_by_no_shared_cache(browser: Browser) -> None:
    assert browser(Role.ANALYST, 1).get("/portal/").headers["Cache-Control"] == "private, no-cache"


def test_after_the_logout_nobody_goes_back_to_the_pages(browser: Browser) -> None:
    answer = browser(Role.ANALYST, 1).post("/account/logout/")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache"')


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/feeds/nothing", "/.well-known/nothing", "/taxii2/nothing"])
def test_errors_on_machine_paths_are_problems(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["status"]) == (404, "application/problem+json", 404)


def test_a_wrong_method_on_a_machine_path_is_a_problem(visitor: Client) -> None:
    answer = visitor.post("/healthz")
    assert (answer.status_code, answer.json()["title"], answer.headers["Allow"]) == (405, "Method Not Allowed", "GET, HEAD")


def test_a_refusal_is_a_page_for_people(browser: Browser) -> None:
    answer = browser(Role.ANALYST, 1).get("/portal/audit/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/html; charset=utf-8")


def test_an_unknown_host_is_refused_readably(visitor: Client) -> None:
    assert visitor.get("/cs/", headers={"Host": "elsewhere.example"}).status_code == 400


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has asked yet."""
    who._buckets.clear()


def test_every_answer_of_the_own_rest_says_how_much_is_left(visitor) -> None:
    answers = [visitor.get("/api/v1/me") for _ in range(3)]
    assert [one["RateLimit-Remaining"] for one in answers] == [str(BURST - 1), str(BURST - 2), str(BURST - 3)]
    [caller] = who._buckets
    who._buckets[caller] = Bucket(tokens=0.0, at=who._buckets[caller].at + 3600)  # so that no time passes until the next request
    refused = visitor.get("/api/v1/me")
    assert (refused.status_code, refused.json()["status"], refused["RateLimit-Remaining"]) == (429, 429, "0")
    assert int(refused["Retry-After"]) > 0


def test_bots_that_push_event_by_event_have_a_pace_of_their_own(visitor) -> None:
    told = visitor.get("/api/v1/intelmq/events").headers
    assert (told["RateLimit-Limit"], told["RateLimit-Remaining"]) == (str(PUSH_BURST), str(PUSH_BURST - 1))
    assert visitor.get("/api/v1/indicators").headers["RateLimit-Remaining"] == str(BURST - 1)


def test_pages_have_no_such_limit(visitor) -> None:
    assert "RateLimit-Limit" not in visitor.get("/healthz").headers


DOORS = (
    "/door/invitation/x/", "/door/duty/x/", "/door/address/x/", "/door/sheet/x/", "/meetings/x/", "/files/x/", "/feeds/calendars/x.ics",
    "/portal/groups/answer/x/", "/portal/notices/off/x/", "/portal/mail/off/x/", "/cs/join/0123456789012345678901/",
)  # fmt: skip


def test_doors_that_a_secret_opens_are_tried_so_often_by_one_house(visitor: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    house, other = {"X-Forwarded-For": "192.0.2.9, 2001:db8:7::1"}, {"X-Forwarded-For": "2001:db8:8::1"}
    assert {visitor.get(path, headers=house).status_code for path in DOORS} <= {200, 404, 410}
    neighbour = {"X-Forwarded-For": "2001:db8:7::2"}

    def empty(path: str, method: str = "get"):
        who._buckets["door address:2001:db8:7::/64"] = Bucket(0.0, time.monotonic() + 60)  # nothing flows in before
        return getattr(visitor, method)(path, headers=neighbour)

    assert {path: empty(path).status_code for path in DOORS} == dict.fromkeys(DOORS, 429)
    assert int(empty(DOORS[0], "post").headers["Retry-After"]) >= 1
    assert visitor.get(DOORS[0], headers=other).status_code == 410
    assert visitor.get("/cs/", headers=house).status_code == 200


def test_a_buttons_address_opened_by_itself_says_what_to_do(browser: Browser) -> None:
    reader = browser(Role.AUDITOR, HOUSE)
    page = reader.get("/portal/audit/verify/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert '<div class="door' in page.content.decode()
    assert reader.get("/portal/audit/verify/", headers={"Accept": "application/json"}).content == b""  # a script asks for no page
