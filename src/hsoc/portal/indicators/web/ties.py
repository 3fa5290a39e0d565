"""What a value was also seen with, in words. Belongs here: headings and rows of ties. Never: who may see one (queries.together)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hsoc.portal.indicators.queries.together import Tie, Together
from hsoc.portal.indicators.rules.together import COUNTED
from hsoc.portal.indicators.web import words
from hsoc.portal.members.rules import Actor


def heading(tie: Tie) -> str:
    """How these go with the value."""
    match tie.how:
        case "same":
            return _("Others say it too")
        case "around":
            return _("Prefixes that hold it")
        case "inside":
            return _("Lie in it")
        case "site":
            return _("On %(site)s") % {"site": tie.term}
        case "asn":
            return _("Its network, %(asn)s") % {"asn": tie.term}
    return _("Came together with it")


def shown(found: Together, actor: Actor, now: datetime) -> dict[str, Any]:
    """For the template: why there are none, or each tie with its heading and its rows as lists show them."""
    ties = [
        {"tie": tie, "heading": heading(tie), "rows": words.shown(list(tie.rows), actor, now), "more": tie.count > COUNTED,
         "most": COUNTED}
        for tie in found.ties
    ]  # fmt: skip
    return {"warned": found.warned, "ties": ties}
