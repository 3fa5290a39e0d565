"""Lists are made and set; people choose how they get them. Never: who is a member (groups), posts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.models import Group
from hsoc.portal.groups.rules.standing import Deed
from hsoc.portal.lists import queries
from hsoc.portal.lists.models import MailingList, Subscription, Thread
from hsoc.portal.lists.rules.addresses import NAME, Sort
from hsoc.portal.lists.rules.posting import BOUNCE_FORGOTTEN, BOUNCE_HARD, BOUNCE_LIMIT, BOUNCE_SOFT, Delivery, Replies, Writers
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import SYSTEM, Actor, Refused
from hsoc.portal.notices.actions import tell

MOST_LISTS = 20  # of one group


@transaction.atomic
def make_first_lists(*, actor: Actor, now: datetime) -> int:
    """Every group gets the list of its own name; how many were made."""
    made = 0
    for group in queries.groups_without_list():
        name = group.code[:32].strip("-")
        if not NAME.fullmatch(name) or MailingList.objects.filter(name=name).exists():
            continue
        MailingList.objects.create(group=group, name=name, title=group.name, made=now)
        record(actor=actor, action="list.made", object=f"list:{name}", details={"group": group.code}, now=now)
        made += 1
    return made


@transaction.atomic
def make_list(*, actor: Actor, group: Group, name: str, title: str, about: str = "", now: datetime) -> MailingList:
    """A further list of a group, made by its leader. Raises Unacceptable on a name that cannot be."""
    groups.needs(actor, group, Deed.KEEP)
    short = name.strip().lower()
    if not NAME.fullmatch(short):
        raise Unacceptable(_("The name has small letters, digits and hyphens, at most 32 of them."))
    if MailingList.objects.filter(name=short).exists():
        raise Unacceptable(_("There is a list of this name already."))
    if group.mailing_lists.count() >= MOST_LISTS:
        raise Unacceptable(_("A group has at most %(n)d lists.") % {"n": MOST_LISTS})
    made = MailingList.objects.create(group=group, name=short, title=title.strip()[:120] or short, about=about.strip()[:300], made=now)
    record(actor=actor, action="list.made", object=f"list:{short}", details={"group": group.code}, now=now)
    return made


@transaction.atomic
def settle_list(
    *, actor: Actor, mailing_list: MailingList, title: str, about: str, replies: Replies, writers: Writers, closed: bool, now: datetime
) -> MailingList:
    """How a list is called and who writes to it; closed = read only."""
    if not queries.leads(actor, mailing_list):
        raise Refused("only leaders set a list")
    one = mailing_list
    one.title, one.about, one.replies, one.writers = title.strip()[:120] or one.name, about.strip()[:300], replies.value, writers.value
    one.closed = (one.closed or now) if closed else None
    one.save(update_fields=["title", "about", "replies", "writers", "closed"])
    details = {"replies": one.replies, "writers": one.writers, "closed": closed}
    record(actor=actor, action="list.set", object=f"list:{one.name}", details=details, now=now)
    return one


@transaction.atomic
def choose(*, actor: Actor, mailing_list: MailingList, delivery: Delivery, now: datetime) -> Subscription:
    """How the actor gets the list. Choosing also ends a pause that came from bounces."""
    if not queries.lists_of(actor).filter(pk=mailing_list.pk).exists():
        raise Refused("is not in the group of the list")
    row = _row(mailing_list, actor.user)
    row.delivery, row.paused, row.score = delivery.value, None, 0
    row.save(update_fields=["delivery", "paused", "score"])
    details = {"delivery": delivery.value}
    record(actor=actor, action="list.chosen", object=f"list:{mailing_list.name}", details=details, now=now)
    return row


@transaction.atomic
def unsubscribe(*, user: User, mailing_list: MailingList, now: datetime) -> None:
    """By the signed address in a mail: nothing more of this list.

    Whoever holds the mail can silence one list for one person, which the page of the list undoes.
    """
    row = _row(mailing_list, user.pk)
    row.delivery = Delivery.NONE.value
    row.save(update_fields=["delivery"])
    actor = Actor(user=user.pk, username=user.username, via="mail")
    record(actor=actor, action="list.unsubscribed", object=f"list:{mailing_list.name}", details={"person": user.pk}, now=now)


@transaction.atomic
def renew_secret(*, actor: Actor, mailing_list: MailingList, now: datetime) -> str:
    """The actor's secret address of a list; the one before stops."""
    if not queries.writes(actor, mailing_list):
        raise Refused("may not write to the list")
    row = _row(mailing_list, actor.user)
    row.turn += 1
    row.save(update_fields=["turn"])
    record(actor=actor, action="list.secret_made", object=f"list:{mailing_list.name}", details={"person": actor.user}, now=now)
    return queries.secret_address(mailing_list, Sort.MEMBER, actor.user, row.turn)


@transaction.atomic
def revoke_thread(*, actor: Actor, thread: Thread, now: datetime) -> None:
    """The thread's address stops and gets another one."""
    if not queries.leads(actor, thread.mailing_list):
        raise Refused("only leaders change a thread's address")
    thread.turn += 1
    thread.save(update_fields=["turn"])
    record(actor=actor, action="list.thread_renewed", object=f"thread:{thread.pk}", now=now)


@transaction.atomic
def note_bounce(*, mailing_list: MailingList, user: User, hard: bool, now: datetime) -> bool:
    """A mail came back; True where delivery stopped by it. The person and the leaders hear of it."""
    row = _row(mailing_list, user.pk)
    if row.paused is not None:
        return False
    if row.bounced is None or now - row.bounced > BOUNCE_FORGOTTEN:
        row.score = 0
    row.score += BOUNCE_HARD if hard else BOUNCE_SOFT
    row.bounced = now
    row.paused = now if row.score >= BOUNCE_LIMIT else None
    row.save(update_fields=["score", "bounced", "paused"])
    if row.paused is None:
        return False
    details = {"person": user.pk, "score": row.score}
    record(actor=SYSTEM, action="list.paused", object=f"list:{mailing_list.name}", details=details, now=now)
    people = {user.pk, *queries.leader_numbers(mailing_list.group)}
    values = {"list": mailing_list.title, "who": str(user)}
    tell(people=people, kind="list.bounced", values=values, path=reverse("list", args=[mailing_list.name]), now=now)
    return True


def _row(mailing_list: MailingList, user: int) -> Subscription:
    row, _made = Subscription.objects.get_or_create(mailing_list=mailing_list, user_id=user)
    return row
