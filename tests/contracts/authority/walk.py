"""Every address of the house, found by walking its map, with arguments that lead to what is hidden. Never: what it should answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

_REGEX_ARGUMENT: Final = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
_PATH_ARGUMENT: Final = re.compile(r"<(?:\w+:)?(\w+)>")
WAGTAIL: Final = "portal/web/…"  # its own addresses, all behind one guard
OURS_IN_WEB: Final = ("portal/web/plan/", "portal/web/requests/")


def _walked(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walked(one.url_patterns, route)
        else:
            yield route, one


def plain(route: str) -> str:
    """`^rules/(?P<rule>\\d+)/$` and `rules/<int:rule>/` are both `rules/<rule>/`."""
    route = route.replace("((?:[\\w\\-]+/)*)", "<pages>")  # Wagtail's own
    short = _PATH_ARGUMENT.sub(r"<\1>", _REGEX_ARGUMENT.sub(r"<\1>", route))
    return re.sub(r"^(cs|en)/", "cs/", short.replace("^", "").replace("$", "").replace("\\.", "."))


def routes() -> dict[str, list[URLPattern]]:
    """Route as the table writes it → its patterns (several where methods differ, as in the REST interface)."""
    found: dict[str, list[URLPattern]] = {}
    for route, pattern in _walked(get_resolver().url_patterns):
        found.setdefault(plain(route), []).append(pattern)
    return found


def is_wagtail(route: str) -> bool:
    """Whether the editor of the public web brought it."""
    return route.startswith("portal/web/") and not route.startswith(OURS_IN_WEB)


# argument → key of what the story made, by the beginning of the route; the first that fits
ROOMS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("portal/members/<number>/seats", {"number": "two", "seat": "seat"}),
    ("portal/members/<number>/names", {"number": "two", "kind": "domain_word", "pk": "one"}),
    ("portal/members/<number>/prefixes", {"number": "two", "code": "add_word"}),
    ("portal/members/<number>/functions", {"number": "two", "function": "function", "code": "take_word"}),
    ("portal/members/<number>/invitations", {"number": "two", "invitation": "invitation", "code": "revoke_word"}),
    ("portal/members/<number>", {"number": "two", "overlap": "one"}),
    ("portal/members/duty/export", {"format_": "csv_word"}),
    ("portal/members/export", {"format_": "csv_word"}),
    ("portal/me/proof", {"way": "email_word"}),
    ("portal/me/", {"absence": "one", "pk": "one", "format_": "json_word"}),
    ("portal/people", {"person": "person"}),
    ("portal/tokens", {"token": "token"}),
    ("portal/approvals", {"approval": "approval"}),
    ("portal/sessions", {"device": "one"}),
    ("portal/support", {"number": "support"}),
    ("portal/notices", {"number": "notice", "token": "nonsense"}),
    ("portal/memorandum/imports", {"number": "batch", "code": "apply_word"}),
    ("portal/memorandum/signatures", {"number": "signature"}),
    ("portal/memorandum/representatives", {"number": "one"}),
    ("portal/memorandum/votes", {"number": "ballot"}),
    ("portal/groups/answer", {"secret": "nonsense"}),
    ("portal/groups/<code>/documents", {"code": "group", "number": "document", "version": "one"}),
    ("portal/groups/<code>/minutes", {"code": "group", "number": "minutes"}),
    ("portal/groups/<code>/tasks", {"code": "group", "number": "task"}),
    ("portal/groups/<code>/decisions", {"code": "group", "number": "decision"}),
    ("portal/groups/<code>/talk", {"code": "group", "about": "document_word", "number": "document"}),
    ("portal/groups/<code>/surveys", {"code": "group", "number": "poll"}),
    ("portal/groups/<code>/emergency", {"code": "group", "number": "call"}),
    ("portal/groups/<code>", {"code": "group", "stay": "stay"}),
    ("portal/mail/files", {"number": "piece"}),
    ("portal/mail/", {"name": "list", "number": "thread", "token": "nonsense"}),
    ("portal/meetings", {"number": "sitting"}),
    ("portal/services/requests", {"number": "request", "code": "agree_word"}),
    ("portal/services", {"code": "service", "paper": "service_paper"}),
    ("portal/aid/offers", {"number": "offer", "code": "withdraw_word"}),
    ("portal/aid/calls", {"number": "aid_call", "answer": "aid_answer", "code": "accept_word"}),
    ("portal/search", {"pk": "kept"}),
    ("portal/day", {"day": "day", "kind": "csv_word"}),
    ("portal/events", {"identity": "event"}),
    ("portal/warden/ask", {"number": "two"}),
    ("portal/warden", {"name": "client"}),
    ("portal/web/requests", {"number": "wish"}),
    ("portal/web/plan/step", {"number": "one"}),
    ("portal/web/plan", {"number": "one", "goal": "one"}),
    ("portal/feeds/sources", {"pk": "pull"}),
    ("portal/indicators/export", {"format_": "json_word"}),
    ("portal/indicators/approvals", {"act": "approve_word"}),
    ("portal/indicators", {"number": "indicator"}),
    ("portal/lists/consumers", {"consumer": "consumer"}),
    ("portal/lists", {"audience": "community_word", "pap": "green_word", "what": "ip_word", "ending": "txt_word"}),
    ("portal/imports/<key>/<deed>", {"key": "import", "deed": "take_word"}),
    ("portal/imports", {"key": "import"}),
    ("portal/advisories", {"paper": "advisory", "deed": "withdraw_word", "format_": "json_word"}),
    ("portal/hunts", {}),
    ("portal/reports/settings", {"number": "two", "act": "save_word"}),
    ("portal/reports/classes", {"act": "state_word"}),
    ("portal/reports", {"label": "label", "act": "answer_word"}),
    ("portal/network/rules", {"rule": "rule", "act": "veto_word"}),
    ("portal/network/wishes", {"number": "two", "act": "save_word"}),
    ("portal/network/exemptions", {"act": "add_word"}),
    ("portal/network/in-force/waiting", {"act": "agree_word"}),
    ("portal/network/in-force", {"entry": "entry"}),
    ("portal/network/what-if", {"question": "question"}),
    ("portal/network/traffic", {"name": "flows_word"}),
    ("reports/", {"label": "label"}),
    ("files/", {"token": "nonsense"}),
    ("door/", {"token": "nonsense"}),
    ("meetings/", {"token": "nonsense"}),
    ("feeds/calendars", {"secret": "nonsense"}),
    ("feeds/block", {"audience": "community_word", "pap": "green_word", "what": "ip_word", "ending": "txt_word"}),
    ("feeds/atom", {"what": "indicators_word"}),
    ("feeds/intelmq", {"what": "indicators_word"}),
    ("n6/", {"where": "report_word", "what": "inside_word", "ending": "json_word"}),
    ("misp/feed", {"name": "manifest.json"}),
    ("misp/", {"rest": "attributes/restSearch"}),
    ("taxii2/", {"wanted": "nonsense", "identity": "indicator_id"}),
    ("csaf/openpgp", {"name": "nonsense"}),
    ("csaf/", {"folder": "white_word", "path": "index.txt"}),
    ("warden3/", {"method": "getEvents_word"}),
    ("api/v1/events", {"id": "event"}),
    ("api/v1/days", {"day": "day"}),
    ("api/v1/warden", {"name": "client"}),
    ("api/v1/indicators/export", {"ending": "json_word"}),
    ("api/v1/indicators", {"identity": "indicator_id"}),
    ("api/v1/network/rules", {"rule": "rule"}),
    ("api/v1/network/traffic", {"by": "port_word"}),
    ("api/v1/reputation", {"ip": "host"}),
    ("account/oidc", {"provider_id": "nonsense"}),
    ("account/confirm-email", {"key": "nonsense"}),
    ("account/password", {"uidb36": "nonsense", "key": "nonsense"}),
    ("account/2fa", {"pk": "one"}),
    ("cs/<pages>", {"pages": "public_page"}),
    ("cs/join", {"secret": "secret22"}),
)
FIXED: Final = {
    "one": 1,
    "public_page": "co-je-hsoc/",
    "two": 2,
    "nonsense": "nonsense",
    "secret22": "0123456789abcdefghijkl",
    "host": "198.18.2.201",
}


def address(route: str, at: dict[str, Any]) -> str:
    """The path of a route to what is hidden. Wagtail's own arguments are pages of the web, words are words."""
    if is_wagtail(route):
        filled = _REGEX_ARGUMENT.sub("1", route).replace("<page_id>", str(at["page"])).replace("<pk>", str(at["page"]))
        return "/" + _PATH_ARGUMENT.sub("1", filled).replace(".*", "nothing")
    keys = next((keys for start, keys in ROOMS if route.startswith(start)), {})

    def value(name: str) -> str:
        key = keys.get(name, "")
        if key in at or key in FIXED:
            return str(at[key] if key in at else FIXED[key])
        if not key:
            raise LookupError(f"{route}: nothing to put in the place of <{name}>; say in walk.ROOMS what is meant")
        return key.removesuffix("_word")

    return "/" + _PATH_ARGUMENT.sub(lambda found: value(found[1]), route)
