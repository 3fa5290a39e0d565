"""Words of the pages about advisories, and small readings of a row for them. Never: a right, a query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hsoc.portal.advisories.forms import NATURES, SEVERITIES, STATES
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.advisories.rules import State, state
from hsoc.portal.indicators.web.words import VIAS, sharer
from hsoc.portal.members.rules import Action, Actor, Object, may
from hsoc.records.advisory import Nature, Standing, Status, Vulnerability
from hsoc.records.taxonomy import Severity

Text = str | Promise
LOUDNESS: Final = {
    State.VALID: "ok", State.DRAFT: "soft", State.EXERCISE: "med", State.EXPIRED: "soft", State.REPLACED: "soft", State.WITHDRAWN: "crit",
}  # fmt: skip
STANDINGS: Final[dict[Standing, Text]] = {
    Standing.AFFECTED: _("affected"),
    Standing.NOT_AFFECTED: _("not affected"),
    Standing.FIXED: _("fixed"),
    Standing.INVESTIGATED: _("being looked into"),
    Standing.RECOMMENDED: _("recommended"),
    Standing.UNKNOWN: _("not known"),
}
STANDING_LOOK: Final = {Standing.AFFECTED: "crit", Standing.NOT_AFFECTED: "ok", Standing.FIXED: "ok", Standing.RECOMMENDED: "ok"}
REMEDIES: Final[dict[str, Text]] = {
    "vendor_fix": _("fix of the vendor"),
    "mitigation": _("mitigation"),
    "workaround": _("workaround"),
    "no_fix_planned": _("no fix is planned"),
    "none_available": _("nothing is available"),
    "fix_planned": _("a fix is planned"),
    "optional_patch": _("optional patch"),
}
# CSAF 2.0, flags property: why a product is not affected
FLAGS: Final[dict[str, Text]] = {
    "component_not_present": _("the component is not in it"),
    "inline_mitigations_already_exist": _("it protects itself already"),
    "vulnerable_code_cannot_be_controlled_by_adversary": _("an attacker cannot steer the code"),
    "vulnerable_code_not_in_execute_path": _("the code is never run"),
    "vulnerable_code_not_present": _("the code is not in it"),
}
# CAP 1.2, section 3.2
URGENCIES: Final[dict[str, Text]] = {
    "Immediate": _("act at once"), "Expected": _("act within an hour"), "Future": _("act soon"), "Past": _("no longer needed"),
}  # fmt: skip
CERTAINTIES: Final[dict[str, Text]] = {
    "Observed": _("observed"), "Likely": _("likely"), "Possible": _("possible"), "Unlikely": _("unlikely"),
}  # fmt: skip
MESSAGES: Final[dict[str, Text]] = {
    "Alert": _("first alert"),
    "Update": _("update"),
    "Cancel": _("cancels an earlier one"),
    "Ack": _("acknowledgement"),
    "Error": _("error"),
}


def stands(row: Advisory, now: datetime) -> State:
    """How a row stands."""
    expires = None if row.expires is None else round(row.expires.timestamp() * 1000)
    return state(
        status=Status(row.status), expires=expires, replaced=row.replaced, withdrawn=row.withdrawn, now=round(now.timestamp() * 1000)
    )


def shown(rows: Iterable[Advisory], actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Rows as a list or a page shows them."""
    found = []
    for row in rows:
        code = stands(row, now)
        found.append(
            {
                "row": row,
                "state": code,
                "state_text": STATES[code],
                "loud": LOUDNESS[code],
                "severity_text": SEVERITIES[Severity(row.severity)],
                "nature_text": NATURES[Nature(row.nature)],
                "who": sharer(row, actor),
                "mine": may(actor, Action.CHANGE, Object.ADVISORY, row.organisation.number),
            }
        )
    return found


def via(code: str) -> Text:
    """How it came."""
    return VIAS.get(code.partition(":")[0], code)


def why(weak: Vulnerability, product: str) -> Text:
    """Why a product is not affected, where the paper says so."""
    return FLAGS.get(weak.flags.get(product, ""), weak.impacts.get(product, ""))
