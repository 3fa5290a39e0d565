"""What every template may count on. Never: a query of its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Action, Object, Reach, may, reach

# name in the menu's template: the right that shows the entry
MENU = {
    "network": (Action.VIEW, Object.NETWORK),
    "events": (Action.VIEW, Object.EVENT),
    "reports": (Action.VIEW, Object.REPORT),
    "flows": (Action.VIEW, Object.FLOW),
    "organisations": (Action.VIEW, Object.ORGANISATION),
    "people": (Action.VIEW, Object.PERSON),
    "clients": (Action.VIEW, Object.CLIENT),
    "tokens": (Action.VIEW, Object.TOKEN),
    "approvals": (Action.VIEW, Object.APPROVAL),
    "rules": (Action.VIEW, Object.RULE),
    "perimeter": (Action.VIEW, Object.PERIMETER),
    "wishes": (Action.VIEW, Object.WISH),
    "indicators": (Action.VIEW, Object.INDICATOR),
    "advisories": (Action.VIEW, Object.ADVISORY),
    "memorandum": (Action.VIEW, Object.MEMORANDUM),
    "groups": (Action.VIEW, Object.GROUP),
    "sharing": (Action.VIEW, Object.SHARING),
    "meetings": (Action.VIEW, Object.MEETING),
    "services": (Action.VIEW, Object.SERVICE),
    "aid": (Action.VIEW, Object.AID),
    "audit": (Action.VIEW, Object.AUDIT),
    "pages": (Action.VIEW, Object.PAGE),
    "joining": (Action.APPROVE, Object.REQUEST),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """actor, menu (the entries the actor may open), everyones (those that show all members), support, languages, the path."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "menu": frozenset(name for name, right in MENU.items() if may(actor, *right)),
        "everyones": frozenset(name for name, right in MENU.items() if reach(actor, *right) is Reach.ALL),
        "support": getattr(request, "support", None),
        "languages": settings.LANGUAGES,
        "here": request.get_full_path(),
    }
