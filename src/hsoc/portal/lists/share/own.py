"""The own lists as a keeper of rosters: what the groups say. Never: a change (groups make the roster)."""

from __future__ import annotations

from hsoc.portal.lists import queries
from hsoc.portal.lists.rules.posting import Delivery


class OwnLists:
    """See rules.rosters.Keeper."""

    def names(self) -> tuple[str, ...]:
        """Open lists."""
        return tuple(queries.open_lists().values_list("name", flat=True))

    def roster(self, name: str) -> dict[str, Delivery]:
        """All members, those who want nothing or whose box sends mails back as NONE."""
        found = queries.list_by_name(name)
        if found is None:
            return {}
        writes = {user.email.lower(): how for user, how in queries.roster(found)}
        everybody = queries.addresses_of(found.group)
        return {address: writes.get(address, Delivery.NONE) for address in everybody}
