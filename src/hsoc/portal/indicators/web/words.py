"""What labels allow, in plain words, and small readings of a row for pages. Belongs here: words. Never: a right, a query."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hsoc.portal.indicators.forms import KIND_NAMES, STATES
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.indicators.queries import warned
from hsoc.portal.indicators.rules import WIDEST, Audience
from hsoc.portal.members.rules import Action, Actor, Object, may, reach
from hsoc.portal.members.rules import Reach as HowFar
from hsoc.records.indicator import Kind, Verdict
from hsoc.records.tlp import PAP, TLP

Text = str | Promise
TLP_WORDS: Final[dict[TLP, Text]] = {
    TLP.CLEAR: _("Anybody may know it; it may stand on public lists."),
    TLP.GREEN: _("For the whole community, not for public places."),
    TLP.AMBER: _("For those who need it to protect themselves and their clients."),
    TLP.AMBER_STRICT: _("Only for the organisations that got it, not for their clients."),
    TLP.RED: _("Only for the people who got it; it never leaves the organisation."),
}
PAP_WORDS: Final[dict[PAP, Text]] = {
    PAP.CLEAR: _("Use it as you like, blocking included."),
    PAP.GREEN: _("Watch for it and block it; do not visit or probe it."),
    PAP.AMBER: _("Watch for it quietly; block nothing, an attacker could notice."),
    PAP.RED: _("Only look back into your own records; nothing that reaches the network."),
}
AUDIENCE_WORDS: Final[dict[Audience, Text]] = {
    Audience.OWN: _("Nobody outside the organisation sees it."),
    Audience.COMMUNITY: _("All organisations of the community see it, without your name."),
    Audience.PUBLIC: _("It goes to public lists too, without your name."),
}
VERDICTS: Final[dict[Verdict, Text]] = {
    Verdict.SEEN: _("met it"),
    Verdict.FALSE_POSITIVE: _("false positive"),
    Verdict.EXPIRED: _("no longer holds"),
}
VIAS: Final[dict[str, Text]] = {
    "portal": _("typed in the portal"),
    "import": _("a file"),
    "taxii": "TAXII",
    "misp": "MISP",
    "rest": _("our REST"),
    "pull": _("fetched from a partner"),
}
LOUDNESS: Final = {"valid": "ok", "expired": "soft", "revoked": "crit", "ahead": "soft"}


def state(row: Indicator, now: datetime) -> str:
    """`valid`, `expired`, `revoked`, or `ahead` where it begins later."""
    if row.revoked:
        return "revoked"
    if row.until is not None and row.until <= now:
        return "expired"
    return "ahead" if row.first > now else "valid"


def state_name(code: str) -> Text:
    """A state in words."""
    return STATES[code] if code in STATES else _("begins later")


def kind(code: str) -> Text:
    """A kind in words."""
    return str(KIND_NAMES[Kind(code)])


def via(code: str) -> Text:
    """How it came."""
    return VIAS.get(code.partition(":")[0], code)


def sharer(row: Any, actor: Actor) -> Text:
    """Who shared a row: named to its own people and to those who look after the community, `another organisation` to others."""
    if row.organisation.number in actor.organisations or reach(actor, Action.VIEW, Object.INDICATOR) is HowFar.ALL:
        return str(row.organisation.name)
    return _("another organisation")


def warning(hit: warned.Hit | None) -> dict[str, Text] | None:
    """The list that holds a value, in words; None where none does."""
    if hit is None:
        return None
    if not hit.list:
        return {"name": _("networks of the members"), "reason": _("The address belongs to one of us.")}
    return {"name": hit.name, "reason": hit.reason}


def shown(rows: list[Indicator], actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Rows as a list or a page shows them."""
    found = []
    met = warned.hits([(row.kind, row.value) for row in rows])
    for row, hit in zip(rows, met, strict=True):
        code = state(row, now)
        found.append(
            {
                "row": row,
                "kind": kind(row.kind),
                "state": code,
                "state_text": state_name(code),
                "loud": LOUDNESS[code],
                "who": sharer(row, actor),
                "warned": warning(hit),
                "mine": may(actor, Action.CHANGE, Object.INDICATOR, row.organisation.number),
            }
        )
    return found


def labels() -> dict[str, Any]:
    """All labels with their words, and how far each TLP reaches, for forms."""
    return {
        "tlps": [(one.value, words, WIDEST[one].value) for one, words in TLP_WORDS.items()],
        "paps": [(one.value, words) for one, words in PAP_WORDS.items()],
        "audiences": [(one.value, words) for one, words in AUDIENCE_WORDS.items()],
    }
