"""The own lists as a keeper of rosters: what the groups say. Never: a change (groups make the roster)."""

from __future__ import annotations

from hsoc.portal.lists import queries
from hsoc.portal.lists.rules.posting import Delivery
from hsoc.portal.lists.rules.rosters import Roster


class OwnLists:
    """See rules.rosters.Keeper."""

    def names(self) -> tuple[str, ...]:
        """Open lists."""
        return tuple(queries.open_lists().values_list("name", flat=True))

    def roster(self, name: str) -> Roster:
        """All members, those who want nothing or whose box sends mails back as NONE."""
        found = queries.list_by_name(name)
        if found is None:
            return Roster()
        writes = {user.email.lower(): how for user, how in queries.roster(found)}
        members = {address: writes.get(address, Delivery.NONE) for address in queries.addresses_of(found.group)}
        return Roster(members, frozenset(queries.leader_addresses(found.group)))
