"""What is held of a person, in words: names of fields and their values. Belongs here: these words. Never: which fields (queries.personal).

The copy to take along (JSON) keeps the names of the fields, for machines; the page tells them to people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hsoc.portal.audit.share.words import named, said
from hsoc.portal.members.models import ROLE_NAMES, WORK_NAMES

NAMES: Final[Mapping[str, str | Promise]] = {
    "about": _("about what"),
    "action": _("what was done"),
    "added": _("added"),
    "address": _("from which address"),
    "amount": _("how many"),
    "answered": pgettext_lazy("of a person", "answered"),
    "asked": pgettext_lazy("of a person", "asked"),
    "at": _("when"),
    "ballot__title": _("vote"),
    "browser": _("browser"),
    "came": pgettext_lazy("of a person", "came"),
    "changed": _("changed"),
    "circle": _("circle"),
    "coming": _("answer"),
    "confirmed": pgettext_lazy("of a person", "confirmed"),
    "created": pgettext_lazy("of a person", "made"),
    "created_at": _("began"),
    "dark_email": _("mail for a dark day"),
    "dark_phone": _("phone for a dark day"),
    "deed": _("step"),
    "email": pgettext_lazy("of a person", "mail"),
    "email_verified": _("mail verified"),
    "expires": _("good until"),
    "fingerprint": _("fingerprint"),
    "first": _("first seen"),
    "function": _("function"),
    "group__name": _("group"),
    "hours_from": _("works from"),
    "hours_to": _("works until"),
    "ip": _("from which address"),
    "kind": _("kind"),
    "language": _("language of mails"),
    "last": _("last seen"),
    "last_login": _("last logged in"),
    "last_seen_at": _("last seen"),
    "last_used": _("last used"),
    "made": pgettext_lazy("of a person", "made"),
    "mailing_list__name": _("list"),
    "moment": _("when"),
    "name": pgettext_lazy("of a person", "name"),
    "names": _("in whose name"),
    "number": _("number"),
    "object": _("of what"),
    "option": _("choice"),
    "organisation": _("organisation"),
    "organisation__name": _("organisation"),
    "page": _("page"),
    "part": _("part"),
    "path": _("page"),
    "person__username": _("of whom"),
    "phone": _("phone"),
    "phone_verified": _("phone verified"),
    "poll__group__name": _("group"),
    "poll__title": _("survey"),
    "query": _("filters"),
    "read": pgettext_lazy("of a person", "read"),
    "reason": _("reason"),
    "request_id": _("number of the request"),
    "revoked": pgettext_lazy("of a person", "taken back"),
    "role": _("role"),
    "said": _("words"),
    "service__code": _("service"),
    "shared": _("colleagues see it"),
    "sheet": _("answers"),
    "since": _("since"),
    "sitting__meeting__title": _("meeting"),
    "sitting__start": pgettext_lazy("of a person", "begins"),
    "speaks": _("speaks"),
    "stand_in__username": _("stand-in"),
    "start": _("begins with"),
    "state": _("state"),
    "subject": _("subject"),
    "text": _("text"),
    "title": _("title"),
    "tlp": _("label"),
    "told": _("told"),
    "until": _("until"),
    "user_agent": _("browser in its own words"),
    "username": _("user name"),
    "values": _("what it says"),
    "via": _("by which way"),
    "voucher__username": _("whose"),
    "when": _("when"),
    "withdrawn": pgettext_lazy("of a person", "taken back"),
    "workdays": _("works on (1 = Monday)"),
}
# where the same field means something else
OF_ABSENCES: Final[Mapping[str, str | Promise]] = {"first": _("first day"), "last": _("last day")}


# fields that hold a code: how people read it. Pages only; the copy keeps the code
CODES: Final[Mapping[str, Callable[[str], str]]] = {
    "action": said,
    "object": named,
    "role": lambda code: str({role.value: name for role, name in ROLE_NAMES.items()}.get(code, code)),
    "function": lambda code: str({one.value: name for one, name in WORK_NAMES.items()}.get(code, code)),
    "kind": named,  # a device or a login; what the log has no word for stays as it is
}


def told(rows: Iterable[Mapping[str, Any]]) -> list[list[tuple[str, Any, str]]]:
    """Each row as (name, value, how the value is shown: moment, day or text). A field without a word keeps its own name."""
    return [[(_name(name, row), *_value(_decoded(name, value))) for name, value in row.items()] for row in rows]


def _decoded(name: str, value: Any) -> Any:
    return CODES[name](value) if name in CODES and isinstance(value, str) and value else value


def _name(name: str, row: Mapping[str, Any]) -> str:
    special = OF_ABSENCES if "stand_in__username" in row else {}
    return str(special.get(name) or NAMES.get(name) or name)


def _value(value: Any) -> tuple[Any, str]:
    if isinstance(value, datetime):
        return value, "moment"
    if isinstance(value, date):
        return value, "day"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no"), "text"
    if value is None or value in ("", [], {}):
        return "–", "text"
    if isinstance(value, Mapping):
        return " · ".join(f"{name}: {one}" for name, one in value.items()), "text"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value)), "text"
    return value, "text"
