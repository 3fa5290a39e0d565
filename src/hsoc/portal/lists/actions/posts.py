"""Posts come by mail and by web, are held, decided, sent out. Never: parsing and proof (share), the wire (tasks)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.files.actions import keep
from hsoc.portal.files.rules import Untaken
from hsoc.portal.folding import fold
from hsoc.portal.lists import queries
from hsoc.portal.lists.models import Attachment, MailingList, Post, Sending, Thread
from hsoc.portal.lists.rules.addresses import Sort, Target
from hsoc.portal.lists.rules.letters import MOST_REFERENCES, Letter, Piece
from hsoc.portal.lists.rules.posting import (
    DIGEST_HOUR,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Delivery,
    Form,
    State,
    Why,
    Writers,
    bare,
    form_of,
    label_of,
    tagged,
)
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import SYSTEM, Actor, Refused
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.rules.timing import Habits, next_digest
from hsoc.records.tlp import TLP

MOST_HELD = 500  # posts of one list that wait; more is a flood, and is not taken


@transaction.atomic
def take_mail(*, mailing_list: MailingList, target: Target, letter: Letter, proven: bool, now: datetime) -> Post | None:
    """A mail to a list becomes a post or is held. None where this Message-ID was here before, or too many wait."""
    one = mailing_list
    identity = letter.identity or f"{secrets.token_hex(16)}@unnamed.invalid"
    if one.posts.filter(identity=identity).exists():
        return None
    author, why = _who(one, target, letter, proven=proven)
    answered = queries.answered(one, letter.answers) or _of_thread(one, target)
    said = tagged(letter.subject)
    label = label_of(said, TLP(one.group.tlp), TLP(answered.tlp) if answered else None)
    if why is None and label is TLP.RED:
        why = Why.RED
    if why is None and author is not None:
        why = _moderated(one, author)
    if why is not None and one.posts.filter(state=State.HELD.value).count() >= MOST_HELD:
        return None
    post = _kept(
        Post(
            mailing_list=one, answered=answered, identity=identity, author=author, sender=letter.sender[:254],
            sender_name=letter.sender_name[:120], subject=bare(letter.subject), text=letter.text, tlp=label.value,
            state=State.HELD.value, why=why.value if why else "", at=now, by_mail=True, dropped=min(letter.dropped, 99),
        ),
        letter.pieces, now,
    )  # fmt: skip
    if post is None:
        return None
    actor = actor_of(author) if author is not None else SYSTEM
    details = {"why": post.why, "tlp": post.tlp}
    record(actor=actor, action="list.posted" if why is None else "list.held", object=f"post:{post.pk}", details=details, now=now)
    if why is None:
        _out(post, now)
    else:
        _tell_leaders(post, now)
    return post


@transaction.atomic
def write(
    *,
    actor: Actor,
    mailing_list: MailingList,
    subject: str,
    text: str,
    now: datetime,
    label: TLP | None = None,
    thread: Thread | None = None,
    pieces: Sequence[Piece] = (),
) -> Post:
    """A post by web, or an answer in a thread. Raises Unacceptable on an empty one and on a file that is not taken."""
    if not queries.writes(actor, mailing_list):
        raise Refused(f"{actor.username} may not write to {mailing_list.name}")
    if not text.strip() or not (thread or subject.strip()):
        raise Unacceptable(_("Write a subject and a text."))
    answered = queries.posts_of(actor, thread).last() if thread is not None else None
    if thread is not None and (answered is None or thread.mailing_list_id != mailing_list.pk):
        raise Refused("cannot read what is answered")
    decided = label_of(label, TLP(mailing_list.group.tlp), TLP(answered.tlp) if answered else None)
    author = queries.person(actor.user)
    if author is None:
        raise Refused("only a person writes")
    why = _moderated(mailing_list, author)
    post = _kept(
        Post(
            mailing_list=mailing_list, answered=answered, identity=f"{secrets.token_hex(16)}@{settings.LISTS_DOMAIN}", author=author,
            sender=author.email, sender_name=str(author)[:120], subject=thread.subject if thread else bare(subject),
            text=text.strip()[:LONGEST_TEXT], tlp=decided.value, state=State.HELD.value, why=why.value if why else "", at=now,
        ),
        pieces, now, strict=True,
    )  # fmt: skip
    if post is None:  # pragma: no cover  (a random name twice)
        raise Unacceptable(_("Try once more."))
    record(actor=actor, action="list.held" if why else "list.posted", object=f"post:{post.pk}", details={"tlp": post.tlp}, now=now)
    if why is None:
        _out(post, now)
    else:
        _tell_leaders(post, now)
    return post


@transaction.atomic
def release(*, actor: Actor, posts: Sequence[int], now: datetime) -> int:
    """Held posts go out; how many. One whose sender was not proven goes out under no member's name."""
    rows = _held(actor, posts)
    for post in rows:
        post.decided_by_id, post.decided = actor.user, now
        post.save(update_fields=["decided_by", "decided"])
        _out(post, now)
        record(actor=actor, action="list.released", object=f"post:{post.pk}", details={"why": post.why}, now=now)
    return len(rows)


@transaction.atomic
def refuse(*, actor: Actor, posts: Sequence[int], reason: str, now: datetime) -> int:
    """Held posts are not accepted; their proven authors hear why. Nothing is sent to an address that was not proven: it may be forged."""
    said = reasoned(reason)[:500]
    rows = _held(actor, posts)
    for post in rows:
        _decided(post, State.REFUSED, actor, said, now)
        record(actor=actor, action="list.refused", object=f"post:{post.pk}", reason=said, now=now)
        if post.author_id:
            values = {"list": post.mailing_list.title, "subject": post.subject, "reason": said}
            tell(people={post.author_id}, kind="list.refused", values=values, path=reverse("lists"), now=now)
    return len(rows)


@transaction.atomic
def discard(*, actor: Actor, posts: Sequence[int], now: datetime) -> int:
    """Held posts are thrown away without a word; how many."""
    rows = _held(actor, posts)
    for post in rows:
        _decided(post, State.DISCARDED, actor, "", now)
        record(actor=actor, action="list.discarded", object=f"post:{post.pk}", now=now)
    return len(rows)


def _who(one: MailingList, target: Target, letter: Letter, *, proven: bool) -> tuple[User | None, Why | None]:
    """(the proven member or None, why it is held or None)."""
    if target.sort is Sort.MEMBER or not target.valid:
        person = queries.person(target.number) if target.valid else None
        row = one.subscriptions.filter(user=person).first() if person else None
        if person is None or row is None or row.turn != target.turn or not queries.in_group(person, one.group):
            return None, Why.TOKEN
        return person, None
    if not proven:
        return None, Why.UNPROVEN
    person = queries.person_of(letter.sender)
    if person is None or not queries.in_group(person, one.group):
        return None, Why.STRANGER
    domain = f"@{settings.LISTS_DOMAIN.lower()}"
    if not any(known.endswith(domain) and known.partition("@")[0].partition("+")[0] == one.name for known in letter.to):
        return person, Why.ELSEWHERE
    return person, None


def _of_thread(one: MailingList, target: Target) -> Post | None:
    if target.sort is not Sort.THREAD or not target.valid:
        return None
    thread = one.threads.filter(pk=target.number, turn=target.turn).first()
    return queries.last_of(thread) if thread else None


def _moderated(one: MailingList, author: User) -> Why | None:
    if one.writers == Writers.LEADERS and author.pk not in queries.leader_numbers(one.group):
        return Why.MODERATED
    return None


def _kept(post: Post, pieces: Sequence[Piece], now: datetime, *, strict: bool = False) -> Post | None:
    """Writes a post and its files. strict: a file that is not taken is an error; otherwise it is counted."""
    post.subject = post.subject[:LONGEST_SUBJECT]
    if post.answered is not None:
        post.references = " ".join([*post.answered.references.split(), post.answered.identity][-MOST_REFERENCES:])
    post.folded = fold(f"{post.subject} {post.text}")
    files = []
    for piece in pieces:
        try:
            files.append(keep(piece.content, piece.name, now))
        except Untaken as error:
            if strict:
                raise Unacceptable(_("The file %(name)s is not taken.") % {"name": piece.name[:80]}) from error
            post.dropped += 1
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:  # the same mail by two doors at once
        return None
    Attachment.objects.bulk_create(Attachment(post=post, file=one) for one in files)
    return post


def _out(post: Post, now: datetime) -> None:
    """Into its thread, and a sending for every reader."""
    if post.answered and post.answered.thread:
        thread = post.answered.thread
        Thread.objects.filter(pk=thread.pk).update(last=now)
    else:
        thread = Thread.objects.create(mailing_list=post.mailing_list, subject=post.subject, tlp=post.tlp, started=now, last=now)
    post.thread, post.state = thread, State.OUT.value
    post.save(update_fields=["thread", "state"])
    if form_of(TLP(post.tlp)) is Form.NOTHING:
        people = set(queries.member_numbers(post.mailing_list.group)) - {post.author_id}
        post.readers.set(people)
        told = {"list": post.mailing_list.title}
        path = reverse("list_thread", args=[post.mailing_list.name, thread.pk])
        tell(people=people, kind="list.red", values=told, path=path, now=now)
        return
    at = next_digest(now, Habits(hour=DIGEST_HOUR), ZoneInfo(settings.TIME_ZONE))
    Sending.objects.bulk_create(
        Sending(post=post, user=user, digest=how is Delivery.DIGEST, due=at if how is Delivery.DIGEST else now)
        for user, how in queries.roster(post.mailing_list)
        if user.pk != post.author_id
    )


def _held(actor: Actor, posts: Sequence[int]) -> list[Post]:
    return list(queries.held_visible_to(actor).select_for_update(of=("self",)).filter(pk__in=list(posts)[:200]).order_by("at", "pk"))


def _decided(post: Post, state: State, actor: Actor, reason: str, now: datetime) -> None:
    post.state, post.reason, post.decided_by_id, post.decided = state.value, reason, actor.user, now
    post.save(update_fields=["state", "reason", "decided_by", "decided"])


def _tell_leaders(post: Post, now: datetime) -> None:
    values = {"list": post.mailing_list.title, "why": str(post.get_why_display())}
    people = queries.leader_numbers(post.mailing_list.group)
    tell(people=people, kind="list.held", values=values, path=reverse("list_held"), now=now, once=f"{post.mailing_list_id}:{now:%Y%m%d%H}")
