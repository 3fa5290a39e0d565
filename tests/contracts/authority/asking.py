"""How one address answers one caller: a letter, and the hidden words in the answer. What asking changes is taken back at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.http.response import HttpResponseBase
from tests.contracts.authority.callers import FEW, SEATS, Browser, Words
from tests.contracts.authority.forms import filled
from tests.contracts.authority.house import House
from tests.contracts.authority.walk import address

from hsoc.portal.audit.models import Entry
from hsoc.portal.feeds.api import who as limits

# doors of machines: asked by a visitor, by a browser that is logged in, and with each secret that machines show
MACHINES: Final = (
    "healthz", "readyz", "metrics", "robots", ".well-known", "sitemap", "api/", "warden3", "feeds/", "misp", "n6", "taxii2", "csaf",
)  # fmt: skip
SHOWN: Final = ("token of inside", "token of analyst of 2", "token of operator", "firewall", "sensor")
LETTERS: Final = {
    200: ".", 204: ".", 301: ">", 302: ">", 303: ">", 307: ">", 400: "?", 401: "!", 403: "-", 404: "x", 405: "#", 406: "?", 410: "g",
    415: "?", 422: "?", 429: "9", 501: "?",
}  # fmt: skip


def letter(answer: HttpResponseBase, path: str) -> str:
    """The letters that table.txt explains; `asked` adds +."""
    there = answer.headers.get("Location", "")
    if not path.startswith("/account/"):
        if there.startswith("/account/login/"):
            return "L"
        if there.startswith("/account/2fa/totp/activate/"):
            return "2"
    return LETTERS.get(answer.status_code, "E")


def text(answer: HttpResponseBase) -> str:
    """Headers and content in small letters, also of a file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).lower() + content.decode("utf-8", "replace").lower()


class Told(NamedTuple):
    """What one address told: its rows of letters; words that reached somebody they are not for; pages that a cache may keep; what broke."""

    rows: tuple[str, str]
    leaks: list[str]
    kept: list[str]
    found: dict[str, str]  # hidden word → who found it here by reading


def told(house: House, route: str) -> Told:
    """Ask an address as everybody, by GET and by POST."""
    path, data = address(route, house.at), filled(route, house.at)
    leaks: list[str] = []
    kept: list[str] = []
    found: dict[str, str] = {}

    def one(name: str, method: str, *, machine: str = "") -> str:
        browser = house.browsers[name]
        sign, words, answer = asked(browser, method, path, house.words, data if method == "post" else {}, house.machines.get(machine, {}))
        who = machine.removeprefix("token of ") or name
        leaks.extend(f"{method} {path} tells {who} {word}" for word in sorted(words) if who not in house.words[word])
        found.update(dict.fromkeys(words, who) if method == "get" else {})
        private = any(word in answer.headers.get("Cache-Control", "") for word in ("private", "no-store"))
        if sign in ".+" and name != "visitor" and not private and (words or route.startswith(("portal/", "account/"))):
            kept.append(f"{method} {path} as {who}")
        # a look of the guest and the use of a token are noted in the chain; both are no deeds
        return "." if sign == "+" and (machine or (name == "guest" and method == "get")) else sign

    rows = [row(route, method, one) for method in ("get", "post")]
    return Told((rows[0], rows[1]), leaks, kept, found)


def row(route: str, method: str, one: Callable[..., str]) -> str:
    """The letters of a row, as short as they can be: `#` nobody that way, `*x` all alike, else one letter a caller."""
    if route.startswith(MACHINES):
        return "".join((one("visitor", method), one("manager of 2", method), *(one("visitor", method, machine=name) for name in SHOWN)))
    few = {name: one(name, method) for name in FEW}
    if few["manager of 2"] == "#" and set(few.values()) <= {"#", "L", "2"}:
        return "#"
    if not route.startswith("portal/"):
        return f"*{few['visitor']}" if len(set(few.values())) == 1 else "".join(few.values())
    signs = [few.get(name) or one(name, method) for name in SEATS]
    return " ".join("".join(signs[first:last]) for first, last in ((0, 3), (3, 4), (4, 8), (8, 10), (10, 13)))


def asked(
    browser: Browser, method: str, path: str, words: Words, data: dict[str, Any], headers: dict[str, str]
) -> tuple[str, set[str], HttpResponseBase]:
    """(letter, hidden words found, the answer). A word that stands in the address itself was not told by the answer."""
    limits._buckets.clear()
    before, undone = _deeds(), transaction.savepoint()
    try:
        answer = browser.ask(method, path, data, **headers)
        said = text(answer)
        done = _deeds() > before
    finally:
        transaction.savepoint_rollback(undone)
    known, sign = path.lower(), letter(answer, path)
    return "+" if done and sign in ".>" else sign, {one for one in words if one in said and one not in known}, answer


def _deeds() -> int:
    """How long the chain is: every change of the house is a link of it."""
    return Entry.objects.aggregate(last=Max("sequence"))["last"] or 0
