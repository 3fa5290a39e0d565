"""Mailman 3 as a keeper of rosters, by its REST interface 3.1. Never: what must change (rules.rosters).

Members are written without a welcome and without a question: the group has admitted them already. Their choice stands in `delivery_mode`,
which a whole roster tells in one answer; `delivery_status` is written with it and never read, so that a box which Mailman stopped after
bounces is not started again every minute. Leaders are moderators, not owners: they decide about held posts, not about the list's doors.
"""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import Roster, Steps

SECONDS: Final = 20.0  # s of silence; Mailman answers a page of 500 members in about one
MOST_ANSWER: Final = 4 * 1024 * 1024  # bytes of an answer; a page of 500 members has some 300 kB
PAGE: Final = 500  # members of one answer
MOST_PAGES: Final = 20  # 10,000 members of one list
NEAR: Final = frozenset({"127.0.0.1", "::1", "localhost"})  # the password goes there without TLS, and nowhere else
CONFLICT: Final = 409
NOT_THERE: Final = 404
_MODES: Final[Mapping[Delivery, str]] = {Delivery.EACH: "regular", Delivery.DIGEST: "plaintext_digests", Delivery.NONE: "summary_digests"}
_READ: Final = {mode: how for how, mode in _MODES.items()} | {"mime_digests": Delivery.DIGEST}
_SETTINGS: Final[Mapping[str, str]] = {  # nobody enters by himself, strangers wait, nothing can be read from outside
    "subscription_policy": "moderate",
    "default_nonmember_action": "hold",
    "archive_policy": "private",
    "dmarc_mitigate_action": "munge_from",
    "advertised": "false",
    "allow_list_posts": "true",
}

# method, path below the address, fields → (status, what was answered or None)
Ask = Callable[[str, str, Mapping[str, str]], tuple[int, Any]]


class Refused(OSError):
    """Mailman does not answer, or not with what was asked for; the text says where and how."""


def wire(url: str, user: str, password: str) -> Ask:
    """Questions to a Mailman at `url`, such as http://127.0.0.1:8001/3.1. Raises Refused, also on a far address without TLS."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in NEAR):
        raise Refused("HSOC_MAILMAN_URL must begin with https:// where Mailman is on another machine")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "hSOC"}

    def ask(method: str, path: str, fields: Mapping[str, str]) -> tuple[int, Any]:
        query, body = (f"?{urlencode(fields)}", None) if method == "GET" and fields else ("", urlencode(fields) if fields else None)
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            connection.request(method, f"{parts.path.rstrip('/')}/{path}{query}", body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read(MOST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Refused(f"Mailman at {parts.netloc} does not answer: {str(error) or type(error).__name__}") from error
        finally:
            connection.close()
        if len(content) > MOST_ANSWER:
            raise Refused(f"Mailman answers {method} {path} with more than {MOST_ANSWER} bytes")
        if not 200 <= answer.status < 300:
            return answer.status, content[:200].decode(errors="replace")
        try:
            return answer.status, msgspec.json.decode(content) if content else None
        except msgspec.DecodeError as error:
            raise Refused(f"Mailman answers {method} {path} with something that is not JSON") from error

    return ask


class MailmanLists:
    """See rules.rosters.Writable. ask: `wire`, or the fake beside; domain: of Mailman's lists."""

    def __init__(self, ask: Ask, domain: str) -> None:
        self._ask = ask
        self._domain = domain

    def names(self) -> Collection[str]:
        """Lists of the domain."""
        return [str(one["list_name"]) for one in self._entries(f"domains/{self._domain}/lists")]

    def make(self, name: str, title: str) -> None:
        """A list that nobody can enter by himself, whose strangers are held, and whose archive is private."""
        if self._ask("GET", f"domains/{self._domain}", {})[0] == NOT_THERE:
            self._do("POST", "domains", {"mail_host": self._domain})
        self._do("POST", "lists", {"fqdn_listname": f"{name}@{self._domain}"})
        self._do("PATCH", f"lists/{name}.{self._domain}/config", {"display_name": title, **_SETTINGS})

    def roster(self, name: str) -> Roster:
        """Members with their choice, and moderators."""
        members = {_address(one): _READ.get(str(one.get("delivery_mode")), Delivery.EACH) for one in self._of(name, "member")}
        return Roster(members, frozenset(_address(one) for one in self._of(name, "moderator")))

    def write(self, name: str, steps: Steps) -> None:
        """All steps, who must go first. What Mailman refuses of one address (it may ban it) stops no other; Refused names it at the end."""
        listed, wrong = f"{name}.{self._domain}", list[str]()

        def do(address: str, method: str, path: str, fields: Mapping[str, str], fine: int = 0) -> None:
            status, answer = self._ask(method, path, fields)
            if not (200 <= status < 300 or status == fine):
                wrong.append(f"{address}: {status} {answer}")

        for role, gone, other in (("moderator", steps.unlead, {}), ("member", steps.remove, steps.change)):
            known = {_address(one): str(one["member_id"]) for one in self._of(name, role)} if gone or other else {}
            for address in (one for one in gone if one in known):
                do(address, "DELETE", f"members/{known[address]}", {}, NOT_THERE)
            for address, how in ((one, how) for one, how in other.items() if one in known):
                do(address, "PATCH", f"members/{known[address]}/preferences", _preferences(how))
        sure = {"pre_verified": "true", "pre_confirmed": "true", "pre_approved": "true", "send_welcome_message": "false"}
        for address, how in steps.add.items():
            do(address, "POST", "members", {"list_id": listed, "subscriber": address, **sure, **_preferences(how)}, CONFLICT)
        for address in steps.lead:
            do(address, "POST", "members", {"list_id": listed, "subscriber": address, "role": "moderator"})
        if wrong:
            raise Refused(f"Mailman refuses {len(wrong)}: {'; '.join(wrong[:3])}")

    def _of(self, name: str, role: str) -> list[dict[str, Any]]:
        return self._entries(f"lists/{name}.{self._domain}/roster/{role}")

    def _entries(self, path: str) -> list[dict[str, Any]]:
        """All entries of a collection; none where there is no such thing."""
        found: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            status, answer = self._ask("GET", path, {"count": str(PAGE), "page": str(page)})
            if status == NOT_THERE:
                return []
            if status != 200 or not isinstance(answer, dict):
                raise Refused(f"Mailman answers GET {path} with {status}")
            rows = answer.get("entries", [])
            found += rows
            if len(rows) < PAGE:
                break
        return found

    def _do(self, method: str, path: str, fields: Mapping[str, str]) -> None:
        status, answer = self._ask(method, path, fields)
        if not 200 <= status < 300:
            raise Refused(f"Mailman answers {method} {path} with {status}: {answer}"[:300])


def _preferences(how: Delivery) -> dict[str, str]:
    return {"delivery_mode": _MODES[how], "delivery_status": "by_moderator" if how is Delivery.NONE else "enabled"}


def _address(entry: Mapping[str, Any]) -> str:
    return str(entry["email"]).lower()
