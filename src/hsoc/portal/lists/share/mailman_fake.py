"""Mailman 3 in memory, as far as the adapter goes: what mailmanclient's Client answers. Belongs here: behaviour. Never: a rule of ours.

It refuses what Mailman refuses (404 on what is not there, 409 on a second member), so that the adapter is held to it.
"""

from __future__ import annotations

from email.message import Message
from typing import Any
from urllib.error import HTTPError


def _error(code: int, what: str) -> HTTPError:
    return HTTPError("http://mailman.invalid", code, what, Message(), None)


class Kept(dict[str, Any]):
    """Settings or preferences: what was not saved is not kept."""

    def __init__(self, kept: dict[str, Any]) -> None:
        super().__init__(kept)
        self._kept = kept

    def save(self) -> None:
        """Keeps."""
        self._kept.update(self)


class FakeMember:
    """A member of a list."""

    def __init__(self, email: str, kept: dict[str, Any]) -> None:
        self.email = email
        self._kept = kept

    @property
    def preferences(self) -> Kept:
        """Read anew each time."""
        return Kept(self._kept)


class FakeList:
    """A list."""

    def __init__(self, name: str, domain: str) -> None:
        self.list_name, self.mail_host = name, domain
        self.kept: dict[str, Any] = {}
        self._members: dict[str, dict[str, Any]] = {}

    @property
    def settings(self) -> Kept:
        """Read anew each time."""
        return Kept(self.kept)

    @property
    def members(self) -> list[FakeMember]:
        """By address."""
        return [FakeMember(email, kept) for email, kept in sorted(self._members.items())]

    def get_member(self, email: str) -> FakeMember:
        """One of them."""
        if email not in self._members:
            raise _error(404, "not a member")
        return FakeMember(email, self._members[email])

    def subscribe(self, address: str, **given: Any) -> FakeMember:
        """A new one; 409 where he is one already."""
        if address in self._members:
            raise _error(409, "Member already subscribed")
        if not (given.get("pre_verified") and given.get("pre_confirmed") and given.get("pre_approved")):
            raise _error(400, "the fake keeps no requests")
        self._members[address] = {key: given.get(key) for key in ("delivery_mode", "delivery_status")}
        return self.get_member(address)

    def unsubscribe(self, email: str, **_: Any) -> None:
        """Gone; 404 where he is none."""
        if self._members.pop(email, None) is None:
            raise _error(404, "not a member")


class FakeDomain:
    """A domain."""

    def __init__(self, name: str, lists: list[FakeList]) -> None:
        self.mail_host = name
        self._lists = lists

    def create_list(self, name: str) -> FakeList:
        """400 where it exists, as Mailman says."""
        if any((one.list_name, one.mail_host) == (name, self.mail_host) for one in self._lists):
            raise _error(400, "Mailing list exists")
        self._lists.append(FakeList(name, self.mail_host))
        return self._lists[-1]


class FakeMailman:
    """The client."""

    def __init__(self) -> None:
        self.lists: list[FakeList] = []
        self._domains: dict[str, FakeDomain] = {}

    def get_domain(self, name: str) -> FakeDomain:
        """404 where there is none."""
        if name not in self._domains:
            raise _error(404, "no domain")
        return self._domains[name]

    def create_domain(self, name: str) -> FakeDomain:
        """400 where it exists."""
        if name in self._domains:
            raise _error(400, "Duplicate email host")
        self._domains[name] = FakeDomain(name, self.lists)
        return self._domains[name]

    def get_list(self, address: str) -> FakeList:
        """404 where there is none."""
        for one in self.lists:
            if f"{one.list_name}@{one.mail_host}" == address:
                return one
        raise _error(404, "no list")
