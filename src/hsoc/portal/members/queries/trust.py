"""Who is invited, who vouches for whom, who sits where. Every list begins at a gate; facts for other rooms say so. Never: a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from hsoc.portal.members.models import Function, Invitation, Membership, Overlap, Proof, User, Vouch
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.members.rules.standing import confirmed_until, vouchers_missing
from hsoc.portal.members.rules.vocabulary import Work


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """One word for somebody that stands."""

    person: int
    name: str
    said: str
    when: datetime
    organisations: frozenset[int]


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """The invitations into organisations whose people the actor may add."""
    allowed = numbers(actor, Action.CREATE, Object.PERSON)
    every = Invitation.objects.select_related("organisation", "inviter", "person")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def vouchers(person: int, circle: str = "") -> tuple[Voucher, ...]:
    """Whose word for somebody stands: for that circle, or for the community as a whole. A fact for other rooms, no gate."""
    return vouching({person}, circle)[person][0]


def vouching(people: Collection[int], circle: str = "") -> dict[int, tuple[tuple[Voucher, ...], int]]:
    """Person → (whose word stands, how many are missing), of several people in two queries. A fact for other rooms, no gate."""
    found = list(
        Vouch.objects.select_related("voucher")
        .filter(person_id__in=people, circle__in={"", circle}, withdrawn__isnull=True, voucher__is_active=True)
        .order_by("when")
    )
    seats = organisations_of({*people, *(one.voucher_id for one in found)})
    told: dict[int, dict[int, Voucher]] = {person: {} for person in people}
    for one in found:
        held = seats.get(one.voucher_id, frozenset())
        told[one.person_id][one.voucher_id] = Voucher(
            person=one.voucher_id, name=str(one.voucher), said=one.said, when=one.when, organisations=held
        )
    return {
        person: (
            tuple(words.values()),
            vouchers_missing([(one.person, one.organisations) for one in words.values()], own=seats.get(person, frozenset())),
        )
        for person, words in told.items()
    }


def vouched(person: int, circle: str = "") -> bool:
    """Whether two people of two organisations, neither of them the person's own, vouch for somebody. A fact for other rooms, no gate."""
    return not vouching({person}, circle)[person][1]


def organisations_of(people: Collection[int]) -> dict[int, frozenset[int]]:
    """Person → numbers of the organisations in which he has a seat. A fact for other rooms, no gate."""
    found: dict[int, set[int]] = defaultdict(set)
    for user, number in Membership.objects.filter(user_id__in=people).values_list("user_id", "organisation__number"):
        found[user].add(number)
    return {user: frozenset(held) for user, held in found.items()}


def people_named(people: Collection[int]) -> dict[int, str]:
    """Person → the name to show, for labels of what has already passed a gate. Who was erased is a pseudonym."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=people)}


def people_called(usernames: Collection[str]) -> dict[str, int]:
    """User name → person, of those who can log in. A fact for other rooms, no gate."""
    return dict(User.objects.filter(username__in=usernames, is_active=True).values_list("username", "pk"))


# --- behind a signed link: what was sealed says which row, the row says whether it is still good -----------------------------
def invitation_of(content: dict[str, Any], *, now: datetime) -> Invitation | None:
    """The invitation that a link opens; None where it was used, taken back, resent or is late."""
    open_one = Invitation.objects.select_related("organisation", "inviter").filter(accepted__isnull=True, revoked__isnull=True)
    return open_one.filter(pk=content.get("i") or 0, nonce=content.get("n"), expires__gt=now).first()


def has_account(email: str) -> int:
    """Id of the account with a mail address, 0 where there is none."""
    return User.objects.filter(email=email).values_list("pk", flat=True).first() or 0


def proving(person: object) -> User | None:
    """Somebody who has asked to prove his address and has not done so."""
    if not isinstance(person, int):
        return None
    return User.objects.filter(pk=person, is_active=True, proofs__way=Proof.Way.EMAIL).first()


def awaits_code(person: User, now: datetime) -> bool:
    """Whether a code is on its way to the person's number."""
    awaited = Proof.objects.filter(user=person, way=Proof.Way.PHONE, value=person.phone, expires__gt=now)
    return awaited.exclude(digest="").exists()  # one that could not leave is awaited by nobody


def duty_function(function: object) -> Function | None:
    """A duty function of somebody who can still log in."""
    if not isinstance(function, int):
        return None
    every = Function.objects.select_related("user", "organisation")
    return every.filter(pk=function, kind=Work.DUTY, user__is_active=True).first()


def good_until(function: Function) -> datetime | None:
    """Until when the word of a duty contact is good."""
    return confirmed_until(function.confirmed)


def actor_of_link(user: User) -> Actor:
    """Somebody who came by a signed link: nobody's rights, but the log knows whose link it was."""
    return Actor(user=user.pk, username=user.username, name=str(user), via="link", language=user.language or "cs")


def overlaps_visible_to(actor: Actor) -> QuerySet[Overlap]:
    """What the actor's organisations asked others, and were asked, about prefixes that meet."""
    allowed = numbers(actor, Action.VIEW, Object.PREFIX)
    every = Overlap.objects.select_related("organisation", "other", "asker")
    if allowed is None:
        return every
    return every.filter(Q(organisation__number__in=allowed) | Q(other__number__in=allowed))
