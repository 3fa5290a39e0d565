"""What every page of a group begins with: the group through the gate, what the reader is to it, the tabs. Never: a page of its own."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest

from hsoc.portal.groups import queries
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.rules.standing import Deed, Standing, may
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Actor, Refused


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A group as one reader stands to it."""

    actor: Actor
    group: Group
    stay: GroupMembership | None
    standing: Standing

    def may(self, deed: Deed) -> bool:
        """Whether the reader may do that here."""
        return may(self.standing, deed, entry=self.group.entry, callers=self.group.callers, ended=self.group.ended is not None)

    def page(self, tab: str) -> dict[str, Any]:
        """What the templates of a group need: the group, the reader's standing, may.<deed>, the current tab."""
        return {
            "group": self.group,
            "stay": self.stay,
            "standing": self.standing.value,
            "deeds": {deed.value: self.may(deed) for deed in Deed},
            "tab": tab,
        }


def opened(request: HttpRequest, code: str, *, inside: bool = False) -> Frame:
    """The group of that code for this reader. Raises Http404 where he does not know of it, Refused where he may not read inside."""
    actor = actor_of(request)
    found = queries.group_by_code(actor, code)
    if found is None:
        raise Http404
    stay = queries.membership_of(actor, found)
    frame = Frame(actor=actor, group=found, stay=stay, standing=queries.standing_in(actor, found, stay))
    if inside and not frame.may(Deed.READ):
        raise Refused(f"{actor.username} may not read {code}")
    return frame
