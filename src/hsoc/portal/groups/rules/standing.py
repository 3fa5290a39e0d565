"""What somebody is to a group, and what he may therefore do there. Pure: no Django, no database, no clock.

Inside a group its membership decides, not a person's role in an organisation. Two things reach in from outside: a coordinator sees that any
group exists and who leads it, may change its settings, end it and call it together, but reads nothing inside; and nobody else learns that
a closed group exists. The table is all there is; what is not in it is refused.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Entry(StrEnum):
    """How one comes in, widest first."""

    OPEN = "open"  # people of health-care providers at once, others by approval
    APPROVAL = "approval"  # a leader agrees
    CLOSED = "closed"  # by invitation, two people vouch, a leader agrees; others do not see the group

    @property
    def narrowness(self) -> int:
        """0 for OPEN up to 2 for CLOSED."""
        return list(Entry).index(self)


class Part(StrEnum):
    """What a member does in the group."""

    LEADER = "leader"
    MEMBER = "member"


class State(StrEnum):
    """Where a membership is."""

    ASKED = "asked"  # waits for a leader, and in a closed group for two vouchers
    INVITED = "invited"
    IN = "in"
    ENDED = "ended"


class End(StrEnum):
    """Why one is over."""

    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"
    DECLINED = "declined"
    CLOSED = "closed"  # the group ended


class Callers(StrEnum):
    """Who of its people may call a group together."""

    LEADERS = "leaders"
    MEMBERS = "members"


class Standing(StrEnum):
    """What somebody is to a group."""

    LEADER = "leader"
    MEMBER = "member"
    INVITED = "invited"
    COORDINATOR = "coordinator"  # of the community, not a member here
    OTHER = "other"  # somebody else of the community, also one who asked
    NOBODY = "nobody"


class Deed(StrEnum):
    """What is done in or to a group."""

    SEE = "see"  # that it exists, what for, who leads it
    READ = "read"  # what is inside: members, documents, minutes, tasks, decisions, polls, calls
    JOIN = "join"  # enter or ask to
    LEAVE = "leave"
    ANSWER = "answer"  # an invitation
    INVITE = "invite"
    ADMIT = "admit"  # agree to a request, or refuse it
    REMOVE = "remove"  # a member
    LEAD = "lead"  # make a member a leader, and back
    TELL = "tell"  # write to some of the members alone
    SETTLE = "settle"  # name, purpose, entry, who may call
    WIDEN = "widen"  # make entry easier than it was: people who came in confidence are asked through their leaders only
    END = "end"
    WRITE = "write"  # documents, agenda, comments, tasks, surveys of one's own
    KEEP = "keep"  # minutes and decisions; others' documents and surveys
    EXPORT = "export"  # the lists of members and decisions
    CALL = "call"  # together, in an emergency or as an exercise


_LETTERS: Final = {
    # y yes, - no, o only where the group is not closed, m only where its members may call
    #             leader member invited coordinator other nobody
    Deed.SEE:     "y      y      y       y           o     -",
    Deed.READ:    "y      y      -       -           -     -",
    Deed.JOIN:    "-      -      -       o           o     -",
    Deed.LEAVE:   "y      y      -       -           -     -",
    Deed.ANSWER:  "-      -      y       -           -     -",
    Deed.INVITE:  "y      y      -       -           -     -",
    Deed.ADMIT:   "y      -      -       -           -     -",
    Deed.REMOVE:  "y      -      -       -           -     -",
    Deed.LEAD:    "y      -      -       y           -     -",
    Deed.TELL:    "y      -      -       -           -     -",
    Deed.SETTLE:  "y      -      -       y           -     -",
    Deed.WIDEN:   "y      -      -       -           -     -",
    Deed.END:     "y      -      -       y           -     -",
    Deed.WRITE:   "y      y      -       -           -     -",
    Deed.KEEP:    "y      -      -       -           -     -",
    Deed.EXPORT:  "y      y      -       -           -     -",
    Deed.CALL:    "y      m      -       y           -     -",
}  # fmt: skip
TABLE: Final = MappingProxyType(
    {
        (who, deed): letter
        for deed, row in _LETTERS.items()
        for who, letter in zip(
            (Standing.LEADER, Standing.MEMBER, Standing.INVITED, Standing.COORDINATOR, Standing.OTHER, Standing.NOBODY),
            row.split(),
            strict=True,
        )
    }
)

# what a group that has ended still allows: to be read, and its people to export what they have
AFTERWARDS: Final = frozenset({Deed.SEE, Deed.READ, Deed.EXPORT})


def standing(*, part: str = "", state: str = "", coordinator: bool = False, community: bool = False) -> Standing:
    """What somebody is. part and state: of his standing membership, empty where he has none; community: he has a seat somewhere."""
    if state == State.IN:
        return Standing.LEADER if part == Part.LEADER else Standing.MEMBER
    if state == State.INVITED and community:
        return Standing.INVITED
    if coordinator:
        return Standing.COORDINATOR
    return Standing.OTHER if community else Standing.NOBODY


def may(who: Standing, deed: Deed, *, entry: str, callers: str = Callers.LEADERS, ended: bool = False) -> bool:
    """True where the table allows it in a group of that entry rule."""
    if ended and deed not in AFTERWARDS:
        return False
    letter = TABLE[who, deed]
    return letter == "y" or (letter == "o" and entry != Entry.CLOSED) or (letter == "m" and callers == Callers.MEMBERS)


def enters(entry: str, *, provider: bool, agreed: bool, vouched: bool) -> State:
    """IN or ASKED. provider: acts for a health-care provider; agreed: a leader invited or admitted; vouched: two people vouch for him."""
    if entry == Entry.OPEN:
        return State.IN if provider or agreed else State.ASKED
    if entry == Entry.APPROVAL:
        return State.IN if agreed else State.ASKED
    return State.IN if agreed and vouched else State.ASKED
