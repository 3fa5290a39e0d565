"""Mailman 3 as a keeper of rosters, by its REST interface (mailmanclient, extra `mailman`). Never: what must change (rules.rosters).

Members are written without a welcome and without a question: the group has admitted them already.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from urllib.error import HTTPError

from hsoc.portal.lists.rules.posting import Delivery

_MODES: Final = {  # (delivery_mode, delivery_status)
    Delivery.EACH: ("regular", "enabled"),
    Delivery.DIGEST: ("plaintext_digests", "enabled"),
    Delivery.NONE: ("regular", "by_moderator"),
}
NOT_THERE: Final = 404


def connect(url: str, user: str, password: str) -> Any:
    """A client of the REST interface. Raises ImportError where the extra is not installed."""
    from mailmanclient import Client  # noqa: PLC0415 - an extra, only where Mailman is used

    return Client(url, user, password)


def failures() -> tuple[type[Exception], ...]:
    """What a call raises where Mailman says no or nothing."""
    from mailmanclient import MailmanConnectionError  # noqa: PLC0415 - as above

    return (MailmanConnectionError,)


class MailmanLists:
    """See rules.rosters.Writable. client: of mailmanclient, or the fake beside; domain: of Mailman's lists."""

    def __init__(self, client: Any, domain: str) -> None:
        self._client = client
        self._domain = domain

    def _list(self, name: str) -> Any:
        return self._client.get_list(f"{name}@{self._domain}")

    def names(self) -> Collection[str]:
        """Lists of the domain."""
        return [str(one.list_name) for one in self._client.lists if str(one.mail_host) == self._domain]

    def make(self, name: str, title: str) -> None:
        """A list that nobody can enter by himself, whose strangers are held, and whose archive is private."""
        if name in self.names():
            return
        try:
            domain = self._client.get_domain(self._domain)
        except HTTPError as error:
            if error.code != NOT_THERE:
                raise
            domain = self._client.create_domain(self._domain)
        made = domain.create_list(name)
        settings = made.settings
        settings["display_name"] = title
        settings["subscription_policy"] = "moderate"
        settings["default_nonmember_action"] = "hold"
        settings["archive_policy"] = "private"
        settings["dmarc_mitigate_action"] = "munge_from"
        settings["advertised"] = False
        settings.save()

    def roster(self, name: str) -> dict[str, Delivery]:
        """Members and how they get posts."""
        found = {}
        for one in self._list(name).members:
            preferences = one.preferences
            stopped = str(preferences.get("delivery_status") or "enabled") != "enabled"
            digest = "digest" in str(preferences.get("delivery_mode") or "regular")
            found[str(one.email).lower()] = Delivery.NONE if stopped else Delivery.DIGEST if digest else Delivery.EACH
        return found

    def add(self, name: str, address: str, delivery: Delivery) -> None:
        """A new member."""
        mode, status = _MODES[delivery]
        self._list(name).subscribe(
            address, pre_verified=True, pre_confirmed=True, pre_approved=True, send_welcome_message=False, delivery_mode=mode,
            delivery_status=status,
        )  # fmt: skip

    def change(self, name: str, address: str, delivery: Delivery) -> None:
        """How a member gets posts."""
        preferences = self._list(name).get_member(address).preferences
        preferences["delivery_mode"], preferences["delivery_status"] = _MODES[delivery]
        preferences.save()

    def remove(self, name: str, address: str) -> None:
        """Gone."""
        self._list(name).unsubscribe(address, pre_confirmed=True, pre_approved=True)
