"""Every address of the house x every kind of caller x GET and POST: one table, from which every case is made.

The map of the house is walked, so an address that nobody put into authority/table.txt fails here by its name. Hospital 2 and a closed
group own one thing of each kind, each with a word that nothing else has; who asked decides which words may be in an answer, be it a page,
a file, a feed, a suggestion or a header. The house is built once, and what asking changes is taken back.
"""

import pytest
from django.db import transaction
from django.test import override_settings
from tests.contracts.authority.asking import Told, asked, told
from tests.contracts.authority.house import House, built, places
from tests.contracts.authority.more import FOREIGN, FOUND, MORE, NOWHERE
from tests.contracts.authority.table import line, table
from tests.contracts.authority.walk import address, is_wagtail, routes

pytestmark = pytest.mark.django_db
TABLE = table()
ROOMS = sorted({"/".join(route.split("/")[:2]) for route in TABLE})
# addresses at which a form needs no token against forgery, and why: machines with a secret, and links whose secret is the right
EXEMPT = {
    "api/v1/perimeter/policy", "api/v1/perimeter/status", "warden3", "warden3/", "warden3/<method>", "misp/<rest>", "reports/<label>",
    "portal/notices/off/<token>/", "portal/mail/off/<token>/", "portal/groups/sms-report/",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> House:
    """The house; its database and its files hold until the module ends."""
    with django_db_blocker.unblock(), override_settings(**places(tmp_path_factory.mktemp("house"))), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


def test_every_address_stands_in_the_table() -> None:
    walked = {route for route in routes() if not is_wagtail(route)}
    assert {"new": sorted(walked - set(TABLE)), "gone": sorted(set(TABLE) - walked)} == {"new": [], "gone": []}


def test_no_word_is_within_another_one_that_others_may_read(house: House) -> None:
    words = house.words
    assert [(one, other) for one in words for other in words if one != other and one in other and not words[other] <= words[one]] == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_address_answers_each_caller_as_the_table_says(house: House, room: str) -> None:
    asked_now = {route: told(house, route) for route in TABLE if "/".join(route.split("/")[:2]) == room}
    assert _wrong(asked_now) == []
    assert [leak for one in asked_now.values() for leak in one.leaks] == []
    assert [kept for one in asked_now.values() for kept in one.kept] == []  # what is personal says so to caches


def _wrong(found: dict[str, Told]) -> list[str]:
    """The lines that should stand in the table if what is answered were right."""
    return [line(route, one.rows) for route, one in found.items() if one.rows != TABLE[route]]


@pytest.mark.parametrize("path", MORE)
def test_no_search_filter_or_export_tells_a_word_to_others(house: House, path: str) -> None:
    told_to = []
    for name in FOREIGN:
        sign, words, _answer = asked(house.browsers[name], "get", path.format(**house.at), house.words, {}, {})
        told_to += [f"{name}: {word}" for word in words if name not in house.words[word]] + ([f"{name}: broken"] if sign == "E" else [])
    assert told_to == []


def test_every_word_is_read_by_whom_it_is_for(house: House) -> None:
    read = {
        (name, where): asked(house.browsers[name], "get", _path(where, house), house.words, {}, {})[1]
        for name, where in set(FOUND.values())
    }
    assert set(house.words) - NOWHERE == set(FOUND)
    assert {word: place for word, place in FOUND.items() if word not in read[place]} == {}


def _path(where: str, house: House) -> str:
    return where.format(**house.at) if where.startswith("/") else address(where, house.at)


def test_the_editor_of_the_web_lets_nobody_else_in(house: House) -> None:
    wrong = []
    for route in filter(is_wagtail, routes()):
        path = address(route, house.at)
        for name in ("visitor", "manager of 2", "guest", "auditor"):
            sign, words, _answer = asked(house.browsers[name], "get", path, house.words, {}, {})
            if sign not in ("Lx" if name == "visitor" else "-x") or words:
                wrong.append((path, name, sign, words))
    assert wrong == []


def test_forms_need_a_token_against_forgery_but_where_a_secret_is_the_right() -> None:
    exempt = {route for route, patterns in routes().items() if any(getattr(one.callback, "csrf_exempt", False) for one in patterns)}
    # bearers only; and Wagtail's own interface, which asks for the token itself (Django REST framework, SessionAuthentication)
    others = {one for one in exempt if one not in EXEMPT and not one.startswith(("api/v1/", "taxii2/")) and not is_wagtail(one)}
    assert (others, EXEMPT - exempt) == (set(), set())
