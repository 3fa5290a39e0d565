"""Are the words of a typed document spelt as IDEA0 wants them? Belongs here: the syntax that msgspec would check slowly. Never: meaning.

A pattern inside msgspec's types costs 1 µs a word, ten words an event: two thirds of what the Warden door did. The words of a network are
few, so those seen to be right are remembered; addresses are read by the C library and only what it does not know (prefixes, ranges) by us.
Whatever is sound here is taken by `columns` without a fault; what is not may still be right, and the slow way decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hsoc.exchange.idea import terms
from hsoc.exchange.idea.decode import canonical
from hsoc.exchange.idea.shape import Document, Node, Side
from hsoc.records.address import IPV4, IPV6, packed

MOST_KNOWN: Final = 4096  # words remembered of one kind; who sends more only makes us look again
MOST_LETTERS: Final = 64  # of a remembered word: the memory is for the usual


class Words:
    """Words that match one pattern."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._match = pattern.fullmatch
        self.known: set[str] = set()

    def hold(self, words: Iterable[str]) -> bool:
        """True where each of the words matches."""
        return all(map(self._one, words))

    def _one(self, word: str) -> bool:
        if self._match(word) is None:
            return False
        if len(word) <= MOST_LETTERS:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()  # a flood of new words must not keep the usual ones out for ever
            self.known.add(word)
        return True


_category: Final = Words(terms.CATEGORY)
_tag: Final = Words(terms.TAG)
_proto: Final = Words(terms.PROTO)
_name: Final = Words(terms.NODE_NAME)
_window: Final = Words(terms.DURATION)
_id: Final = terms.ID.fullmatch
# asked first and in place: a call of ours costs more than the look
_categories, _tags, _protos = _category.known.issuperset, _tag.known.issuperset, _proto.known.issuperset


def sound(found: Document) -> bool:
    """True where all that the types leave open (words, names, links, addresses) is spelt right."""
    if _id(found.id) is None or not (_categories(found.category) or _category.hold(found.category)):
        return False
    if not all(map(_side, found.source)) or not all(map(_side, found.target)) or not all(map(_node, found.node)):
        return False
    linked = found.alt or found.correl or found.aggr or found.pred or found.rel or found.ref
    return not linked or (
        _all(terms.ID, (*found.alt, *found.correl, *found.aggr, *found.pred, *found.rel)) and _all(terms.SCHEME, found.ref)
    )


def _all(pattern: re.Pattern[str], words: Iterable[str]) -> bool:
    return all(pattern.fullmatch(word) for word in words)


def _node(node: Node) -> bool:
    if node.kinds and not (_tags(node.kinds) or _tag.hold(node.kinds)):
        return False
    if node.window is not None and not _window.hold((node.window,)):
        return False
    return node.name is None or node.name in _name.known or _name.hold((node.name,))


def _side(side: Side) -> bool:
    try:
        for text in side.ip4:
            packed(IPV4, text)
        for text in side.ip6:
            packed(IPV6, text)
    except (OSError, ValueError):
        if not (all(_odd(IPV4, text) for text in side.ip4) and all(_odd(IPV6, text) for text in side.ip6)):
            return False
    if side.kinds and not (_tags(side.kinds) or _tag.hold(side.kinds)):
        return False
    if side.proto and not (_protos(side.proto) or _proto.hold(side.proto)):
        return False
    if side.mac or side.attach or side.netname or side.ref:
        return _all(terms.MAC, side.mac) and _all(terms.HANDLE, side.attach) and _all(terms.SCHEME, (*side.netname, *side.ref))
    return True


def _odd(family: int, text: str) -> bool:
    """A prefix, a range or an unusual spelling of this family."""
    if (":" in text) != (family == IPV6):
        return False
    try:
        canonical(text)
    except ValueError:
        return False
    return True
