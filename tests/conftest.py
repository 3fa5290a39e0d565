"""What every test may count on. Belongs here: fixtures of the whole house, and what a machine lacks. Never: an app's makers (factories)."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.factories import members as people
from tests.lab import bird, clients, frr, gobgp, postgresql
from tests.real_data import SHARED

from hsoc.portal.events.web import paper

# marker: what this machine lacks for it, empty where nothing; the summary names each test that is left out and why
LACKS: dict[str, Callable[[], str]] = {
    "real_data": lambda: "" if SHARED.is_dir() else "the folder ../shared/data with public recordings",
    "nfdump": lambda: "" if shutil.which("nfdump") else "Debian's nfdump",
    "browser": lambda: "" if shutil.which("chromium") else "Debian's chromium",
    "spark": lambda: ", ".join(
        [
            *([] if shutil.which("java") else ["Java (Debian's default-jre-headless)"]),
            *([] if importlib.util.find_spec("pyspark") else ["the extra `spark`"]),
        ]
    ),
    "paper": paper.missing,
    "nginx": lambda: "" if shutil.which("nginx") else "Debian's nginx-light",
    "gobgp": gobgp.missing,
    "frr": frr.missing,
    "bird": bird.missing,
    "postgresql": postgresql.missing,
    "saml": lambda: "" if importlib.util.find_spec("onelogin") else "the extra `saml`",
}

# Modules that open a whole house, a Spark or a store for all their tests. First in line they stay in one process; further back idle
# processes would take a part of them over (`worksteal`) and open all of it again.
OPENED_ONCE = ("tests/journeys/test_house.py", "tests/perimeter/test_history.py", "tests/perimeter/test_follow.py")

# time is no criterion: machines are shared; a hundred examples a property unless the test says otherwise
hypothesis.settings.register_profile("house", deadline=None, max_examples=100, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, by name, what needs something that this machine lacks; what is opened once comes first."""
    items.sort(key=lambda item: not item.nodeid.startswith(OPENED_ONCE))
    lacking = {name: text for name, lacks in LACKS.items() if (text := lacks())}
    for item in items:
        for name, text in lacking.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"{name}: this machine lacks {text}"), append=False)
        for mark in item.iter_markers("client"):
            if text := clients.missing(mark.args[0]):
                item.add_marker(pytest.mark.skip(reason=f"client: this machine lacks {text}"), append=False)


@pytest.fixture(autouse=True)
def rested() -> None:
    """Every test begins with full buckets and in the house's language: tokens of different tests have the same numbers, all visitors the
    same address, and a page leaves the language that it was shown in behind in its thread.
    """
    cache.clear()
    translation.deactivate()
    if who := sys.modules.get("hsoc.portal.feeds.api.who"):
        who._buckets.clear()


@pytest.fixture
def asked_at_most() -> Callable[[int], AbstractContextManager[None]]:
    """`with asked_at_most(30):` counts what the database is asked; savepoints and times, which a search sets around each room, are none."""

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as all_:
            yield
        asked = [one["sql"] for one in all_ if "SAVEPOINT" not in one["sql"] and "set_config" not in one["sql"]]
        assert len(asked) <= most, "\n".join([f"{len(asked)} questions, at most {most}", *asked])

    return counted


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def browser(db: None) -> Callable[..., Client]:
    """A browser logged in as a person: `browser(person(...))`, or `browser(Role.ANALYST, 2)` for a new one."""

    def logged_in(who: object, number: int = 1, **fields: object) -> Client:
        user = who if hasattr(who, "memberships") else people.person(who, number, **fields)
        client = Client()
        client.force_login(user)
        return client

    return logged_in
