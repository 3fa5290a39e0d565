"""Lists, threads and posts through the gate of their group and their label. `visible_to` is the only gate to a post. Never: a change."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hsoc.portal.folding import words_of
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Deed, Part
from hsoc.portal.groups.rules.standing import State as Stay
from hsoc.portal.lists.models import Attachment, MailingList, Post, Sending, Subscription, Thread
from hsoc.portal.lists.rules.addresses import Sort, Target, read, secret
from hsoc.portal.lists.rules.posting import Delivery, State
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Actor
from hsoc.records.tlp import TLP

MOST_ROSTER: Final = 5000  # members of one list that are written to


def key() -> bytes:
    """What secret addresses are made with."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"hsoc.lists.addresses", hashlib.sha256)


def address(one: MailingList) -> str:
    """The address of a list."""
    return f"{one.name}@{settings.LISTS_DOMAIN}"


def secret_address(one: MailingList, sort: Sort, number: int, turn: int = 0) -> str:
    """A member's, a thread's, or a return path."""
    return f"{secret(key(), one.name, sort, number, turn)}@{settings.LISTS_DOMAIN}"


def target(text: str) -> Target | None:
    """What a recipient means; None where it is none of ours."""
    return read(key(), text, settings.LISTS_DOMAIN)


# --- gates ------------------------------------------------------------------------------------------------------------------
def lists_of(actor: Actor) -> QuerySet[MailingList]:
    """The lists of the groups whose inside the actor reads."""
    return MailingList.objects.select_related("group").filter(group__in=groups.of(actor))


def visible_to(actor: Actor) -> QuerySet[Post]:
    """Posts that were sent out, of lists the actor reads; RED ones only to those who were members then, and to the author."""
    found = Post.objects.select_related("mailing_list__group", "author", "thread").filter(state=State.OUT.value)
    if actor.via == "system":
        return found
    named = Post.readers.through.objects.filter(post_id=OuterRef("pk"), user_id=actor.user)
    open_ = ~Q(tlp=TLP.RED.value) | Q(author_id=actor.user) | Exists(named)
    return found.filter(open_, mailing_list__group__in=groups.of(actor))


def held_visible_to(actor: Actor) -> QuerySet[Post]:
    """Held posts of the groups that the actor leads."""
    found = Post.objects.select_related("mailing_list__group", "author").filter(state=State.HELD.value)
    return found.filter(mailing_list__group__in=led_by(actor))


def led_by(actor: Actor) -> QuerySet[Group]:
    """The groups that the actor leads and that have not ended; in one question, as `groups.allowed` would say of each for KEEP."""
    # a person has one standing membership in a group, and `of` has looked at its organisation
    return groups.of(actor).filter(
        ended__isnull=True, memberships__user_id=actor.user, memberships__state=Stay.IN.value, memberships__part=Part.LEADER.value
    )


def leads(actor: Actor, one: MailingList) -> bool:
    """Whether the actor moderates the list and sets it."""
    return groups.allowed(actor, one.group, Deed.KEEP)


def writes(actor: Actor, one: MailingList) -> bool:
    """Whether the actor may post."""
    return one.closed is None and groups.allowed(actor, one.group, Deed.WRITE)


# --- reading ----------------------------------------------------------------------------------------------------------------
def list_called(actor: Actor, name: str) -> MailingList | None:
    """The list of that name, through the gate."""
    return lists_of(actor).filter(name=name).first()


def with_counts(found: QuerySet[MailingList]) -> QuerySet[MailingList]:
    """The same with `threads_n`, how many threads they have."""
    return found.annotate(threads_n=Count("threads"))


def threads(actor: Actor, one: MailingList, *, text: str = "") -> QuerySet[Thread]:
    """Threads with at least one post that the actor may read, the last written first; with `n` posts, narrowed to words."""
    mine = visible_to(actor).filter(mailing_list=one)
    for word in words_of(text):
        mine = mine.filter(folded__holds=word)
    rows = Thread.objects.filter(mailing_list=one, pk__in=mine.values("thread"))
    return rows.annotate(n=Count("posts", filter=Q(posts__state=State.OUT.value) & ~Q(posts__tlp=TLP.RED.value))).order_by("-last", "-pk")


def thread(actor: Actor, number: int) -> Thread | None:
    """A thread of which the actor may read something."""
    mine = visible_to(actor).filter(thread_id=number)
    found = Thread.objects.select_related("mailing_list__group").filter(pk=number).first()
    return found if found is not None and mine.exists() else None


def posts_of(actor: Actor, one: Thread) -> QuerySet[Post]:
    """Its posts that the actor may read, in the order of time, with their files."""
    files = Prefetch("attachments", queryset=Attachment.objects.select_related("file"))
    return visible_to(actor).filter(thread=one).prefetch_related(files).order_by("at", "pk")


def found(actor: Actor, text: str) -> QuerySet[Post]:
    """Posts with all the words of a text, the last first."""
    rows = visible_to(actor)
    for word in words_of(text):
        rows = rows.filter(folded__holds=word)
    return rows.order_by("-at", "-pk")


def attachment(actor: Actor, number: int) -> Attachment | None:
    """A file of a post that the actor may read, or may decide about."""
    row = Attachment.objects.select_related("file", "post").filter(pk=number).first()
    if row is None:
        return None
    open_ = visible_to(actor).filter(pk=row.post_id).exists() or held_visible_to(actor).filter(pk=row.post_id).exists()
    return row if open_ else None


def subscriptions(actor: Actor) -> dict[int, Subscription]:
    """List → what the actor chose."""
    return {one.mailing_list_id: one for one in Subscription.objects.filter(user_id=actor.user)}


# --- for mails and their way --------------------------------------------------------------------------------------------------
def list_by_name(name: str) -> MailingList | None:
    """An open list by the name in an address. No gate: for what comes by mail."""
    return MailingList.objects.select_related("group").filter(name=name, closed__isnull=True).first()


def groups_without_list() -> list[Group]:
    """Groups that have no list yet."""
    return list(Group.objects.filter(ended__isnull=True, mailing_lists__isnull=True))


def open_lists() -> QuerySet[MailingList]:
    """All of them. No gate: for rosters."""
    return MailingList.objects.select_related("group").filter(closed__isnull=True, group__ended__isnull=True)


def closed_names() -> set[str]:
    """Names of lists that are closed, or whose group has ended. No gate: for rosters."""
    over = Q(closed__isnull=False) | Q(group__ended__isnull=False)
    return set(MailingList.objects.filter(over).values_list("name", flat=True))


def person_of(address_: str) -> User | None:
    """Who has that address, if he can log in."""
    return User.objects.filter(email__iexact=address_, is_active=True).first() if address_ else None


def person(number: int) -> User | None:
    """A person who can log in."""
    return User.objects.filter(pk=number, is_active=True).first()


def in_group(user: User, group: Group) -> bool:
    """Whether a person is a member of the group now."""
    return groups.members_of(group).filter(user=user).exists()


def roster(one: MailingList) -> list[tuple[User, Delivery]]:
    """Members and how each gets the posts; those who chose nothing or whose box sends mails back are left out."""
    chosen = {row.user_id: row for row in one.subscriptions.all()}
    found_: dict[int, tuple[User, Delivery]] = {}
    for stay in groups.members_of(one.group)[:MOST_ROSTER]:
        row = chosen.get(stay.user_id)
        how = Delivery(row.delivery) if row else Delivery.EACH
        if how is not Delivery.NONE and (row is None or row.paused is None):
            found_[stay.user_id] = (stay.user, how)
    return list(found_.values())


def member_numbers(group: Group) -> list[int]:
    """People of a group."""
    return list(groups.members_of(group).values_list("user_id", flat=True).distinct())


def addresses_of(group: Group) -> list[str]:
    """Their addresses, small letters."""
    return [one.lower() for one in groups.members_of(group).values_list("user__email", flat=True).distinct()[:MOST_ROSTER]]


def leader_numbers(group: Group) -> list[int]:
    """Its leaders."""
    return list(groups.leaders_of(group).values_list("user_id", flat=True).distinct())


def leader_addresses(group: Group) -> list[str]:
    """Their addresses, small letters."""
    return [one.lower() for one in groups.leaders_of(group).values_list("user__email", flat=True).distinct()]


def answered(one: MailingList, answers: Sequence[str]) -> Post | None:
    """The post that a mail answers: the nearest of its references that went out."""
    rows = {row.identity: row for row in one.posts.select_related("thread").filter(identity__in=answers, state=State.OUT.value)}
    return next((rows[name] for name in answers if name in rows), None)


def last_of(thread_: Thread) -> Post | None:
    """The last post of a thread that was sent out."""
    return thread_.posts.filter(state=State.OUT.value).order_by("-at", "-pk").first()


def narrowest_of(thread_: Thread) -> list[TLP]:
    """The labels in a thread."""
    return [TLP(one) for one in thread_.posts.filter(state=State.OUT.value).values_list("tlp", flat=True).distinct()]


def due(now: datetime, most: int) -> list[Sending]:
    """Sendings whose time has come, the oldest first."""
    waiting = Sending.objects.filter(due__lte=now, gone__isnull=True, given_up__isnull=True).order_by("due", "pk")
    return list(waiting.select_related("post__mailing_list__group", "post__author", "post__thread", "post__answered", "user")[:most])


def digest_of(sending: Sending, now: datetime) -> QuerySet[Sending]:
    """All that goes into the same digest: what was in it when it was tried before, and nothing else; or all that is due and in none."""
    rows = Sending.objects.filter(
        digest=True, user_id=sending.user_id, post__mailing_list=sending.post.mailing_list_id, due__lte=now, gone__isnull=True,
        given_up__isnull=True, parcel=sending.parcel,
    )  # fmt: skip
    return rows.select_related("post__mailing_list__group", "post__author", "post__thread", "user").order_by("post__at")


def sending(number: int) -> Sending | None:
    """By the number of a return path, whose signature is the gate."""
    return Sending.objects.select_related("post__mailing_list__group", "user").filter(pk=number, gone__isnull=False).first()


def personal(person: int) -> list[dict[str, object]]:
    """Posts of a person, for the copy that he takes. No gate: his own."""
    rows = Post.objects.filter(author_id=person).order_by("-at")
    return [dict(one) for one in rows.values("mailing_list__name", "subject", "text", "tlp", "state", "at")[:MOST_ROSTER]]


def posts_by(person: int) -> int:
    """How many posts somebody wrote. A fact for other rooms, no gate."""
    return Post.objects.filter(author_id=person).count()


def pressing(actor: Actor) -> QuerySet[MailingList]:
    """Lists where something waits for the actor, in one question: `held_n` posts to decide, or `stopped`, mails to him came back."""
    waiting = (
        held_visible_to(actor).filter(mailing_list=OuterRef("pk")).order_by().values("mailing_list").annotate(n=Count("pk")).values("n")
    )
    stopped = Subscription.objects.filter(mailing_list=OuterRef("pk"), user_id=actor.user, paused__isnull=False)
    rows = lists_of(actor).annotate(held_n=Coalesce(Subquery(waiting), 0), stopped=Exists(stopped))
    return rows.filter(Q(held_n__gt=0) | Q(stopped=True))
