"""Words of the pages of the exchange: why a value is on a list, what was left out, what a list is for. Never: a right, a query."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hsoc.portal.feeds.queries.standing import Why

Text = str | Promise
WHYS: Final[dict[Why, Text]] = {
    Why.REVOKED: _("It is on no block list: it was taken back."),
    Why.EXPIRED: _("It is on no block list: its time is over."),
    Why.AHEAD: _("It is on no block list yet: its time begins later."),
    Why.KIND: _("It is on no block list: there are none for mail addresses and AS numbers."),
    Why.OWN: _("It is on no block list: only its own organisation may see it."),
    Why.CONTEXT: _("It is on no block list: its sharer gave it as context, not for blocking."),
    Why.PAP: _("It is on no block list: its PAP does not allow blocking."),
    Why.DISPUTED: _("It is on no block list: somebody told it was a false positive after this version was shared."),
    Why.WIDE: _("It is on no block list: so wide a prefix would block too many."),
    Why.EXCLUDED: _("It is on no block list: it belongs to a member, to a spared net, or has no meaning in the Internet."),
    Why.WARNED: _("It is on no block list: a warning list holds it, and no coordinator approved it."),
    Why.ALONE: _("It is on no block list yet: it waits for a second organisation, or for a coordinator's word."),
    Why.PARTLY: _("It is on the block lists, less the part that belongs to members, spared nets or special addresses."),
    Why.SEVERAL: _("It is on the block lists: at least two independent organisations stand behind it."),
    Why.TRUSTED: _("It is on the block lists: a source that the coordinators trust shared it."),
    Why.APPROVED: _("It is on the block lists: a coordinator approved it."),
}
LEFT: Final[dict[str, Text]] = {
    "on a warning list": _("values of warning lists"),
    "too wide": _("prefixes too wide to block"),
    "addresses of members, spared or special": _("addresses of members, spared nets or without meaning in the Internet"),
}
WHATS: Final[dict[str, Text]] = {
    "ip": _("Addresses and prefixes"),
    "domain": _("Domain names"),
    "url": _("URLs"),
    "hash": _("File hashes"),
}
ENDINGS: Final[dict[str, Text]] = {
    "txt": _("plain text"),
    "csv": "CSV",
    "json": "JSON",
    "rpz": _("RPZ for resolvers"),
    "nft": "nftables",
    "fortigate": "FortiGate",
    "paloalto": "Palo Alto",
}
AUDIENCES: Final[dict[str, Text]] = {
    "community": _("For the community"),
    "public": _("For anybody"),
}
PAPS: Final[dict[str, Text]] = {
    "green": _("to watch and to block (PAP:GREEN and wider)"),
    "clear": _("without any limit of use (PAP:CLEAR)"),
}


def left(reasons: dict[str, int]) -> list[tuple[Text, int]]:
    """What was left out of a list, in words."""
    return [(LEFT.get(reason, reason), count) for reason, count in reasons.items()]
