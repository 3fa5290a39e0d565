"""Who knocks: one browser for every kind of person. Hospital 2 owns everything that is hidden. Never: what a caller may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from tests.factories.members import HOUSE, organisation, person

from hsoc.portal.members.models import Kind, User
from hsoc.portal.members.rules import Role

# caller → (role, organisation); the letters of a row of the table stand in this order.
# `inside` and `leader` are at the same time a foreign analyst and a foreign colleague
SEATS: Final = {
    "visitor": None,  # nobody is logged in
    "seatless": (None, 9),  # a person without a seat
    "unready": (Role.MANAGER, 2),  # has not set up the second factor that the role demands
    "manager of 1": (Role.MANAGER, 1),
    "colleague of 2": (Role.COLLEAGUE, 2),
    "analyst of 2": (Role.ANALYST, 2),
    "manager of 2": (Role.MANAGER, 2),
    "guest": (Role.COORDINATOR, HOUSE),  # looks on at 2 as its analyst, with consent
    "inside": (Role.ANALYST, 3),  # member of the closed group, on its list, invited to its meeting
    "leader": (Role.COLLEAGUE, 4),  # leads that group
    "coordinator": (Role.COORDINATOR, HOUSE),
    "operator": (Role.OPERATOR, HOUSE),
    "auditor": (Role.AUDITOR, HOUSE),
}
OWN: Final = frozenset({"analyst of 2", "manager of 2", "guest"})
OWN_ALL: Final = OWN | {"colleague of 2"}
COMMUNITY: Final = frozenset({"coordinator", "operator", "auditor"})
GROUP: Final = frozenset({"inside", "leader"})
FEW: Final = ("visitor", "unready", "manager of 2", "operator")  # who asks where all get the same answer
Words = dict[str, frozenset[str]]  # a hidden word → the callers who may read it


def now() -> datetime:
    """The clock of the machine: pages live in real time."""
    return datetime.now(UTC)  # noqa: TID251


def people() -> dict[str, User]:
    """Makes them all."""
    organisation(HOUSE, kind=Kind.OPERATOR, name="House")
    made = {}
    for name, seat in SEATS.items():
        if seat is not None:
            made[name] = person(*seat, username=name.replace(" ", "-"), second_factor=name not in {"unready", "seatless"})
    return made


class Browser:
    """Asks as a browser does, without what the tests' own client keeps of each template: thousands of pages are asked for."""

    def __init__(self, user: User | None = None) -> None:
        client = Client()
        if user is not None:
            client.force_login(user)
        self._handler = ClientHandler(enforce_csrf_checks=False)
        self._asks = RequestFactory()
        self._cookies = client.cookies

    def ask(self, method: str, path: str, data: dict[str, object] | None = None, **headers: str) -> HttpResponseBase:
        """The answer; an exception is a 500. Cookies that the answer sets are not kept."""
        self._asks.cookies = self._cookies
        request = getattr(self._asks, method)(path, data or {}, **headers)
        return self._handler(request.environ)


def browsers(made: dict[str, User]) -> dict[str, Browser]:
    """A browser each."""
    return {name: Browser(made.get(name)) for name in SEATS}
