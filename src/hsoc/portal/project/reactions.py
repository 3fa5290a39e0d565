"""Back-flow between the apps, all of it: a fact in the past tense → the actions that answer it. Never: an action itself.

A reaction runs inside the transaction of the fact: either both happen or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.dispatch import Signal
from django.http import HttpRequest
from wagtail.signals import page_published, page_unpublished, task_submitted

from hsoc.portal.accounts.actions.devices import note_login
from hsoc.portal.accounts.tasks import tell_of_login
from hsoc.portal.audit.actions import record
from hsoc.portal.callers import address_of
from hsoc.portal.events.actions import clients
from hsoc.portal.events.signals import worker_beat, worker_turn
from hsoc.portal.feeds.tasks import imports, pulls
from hsoc.portal.groups import tasks as groups
from hsoc.portal.groups.actions.calls import give_room
from hsoc.portal.groups.models import Call, Group
from hsoc.portal.groups.signals import group_called, membership_changed
from hsoc.portal.hunts import tasks as hunts
from hsoc.portal.hunts.actions import end, order
from hsoc.portal.indicators.signals import indicators_revoked, indicators_shared
from hsoc.portal.lists.signals import answer_arrived
from hsoc.portal.lists.tasks import posting as lists
from hsoc.portal.lists.tasks import rosters
from hsoc.portal.meetings import tasks as meetings
from hsoc.portal.meetings.actions.meetings import follow_membership, take_reply
from hsoc.portal.meetings.share import calendar
from hsoc.portal.meetings.share.room import emergency_room
from hsoc.portal.members.actions import names, organisations, people
from hsoc.portal.members.models import Approval, Invitation, User
from hsoc.portal.members.queries import ACTING_KEY, actor_of
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.members.signals import (
    approval_decided,
    approval_granted,
    approval_requested,
    duty_confirmation_wanted,
    handed_over_asked,
    invitation_accepted,
    key_ending,
    person_erased,
    personal_data_asked,
    proof_wanted,
    traces_asked,
)
from hsoc.portal.memorandum.actions.invitations import came_in
from hsoc.portal.network import tasks as network
from hsoc.portal.network.actions import force, rules, wishes
from hsoc.portal.network.queries.policy import AGREED
from hsoc.portal.notices import tasks as notices
from hsoc.portal.project import daily, held, telling, traces
from hsoc.portal.project.accounts import DEVICE_COOKIE
from hsoc.portal.reports import tasks as reports
from hsoc.portal.services.signals import service_ended, service_started, step_done, steps_opened
from hsoc.portal.website import tasks as website

Reaction = Callable[..., Any]

# code of an approved change → what carries it out; called with actor (who approved), payload's members, approval and now
APPROVED: Final[Mapping[str, Reaction]] = MappingProxyType(
    {
        "prefix.add": organisations.add_prefix,
        "prefix.remove": organisations.remove_prefix,
        names.ADD_DOMAIN: names.add_domain,
        names.ADD_AS: names.add_as_number,
        "seat.give": people.give_seat,
        clients.REGISTER: clients.admit_client,
        clients.PROMOTE: clients.promote_client,
        rules.SET: rules.confirm_rule,
        wishes.DECLARE: wishes.declare,
        AGREED: force.agreed_to,
        wishes.LEAVE: wishes.remove_other_network,
    }
)


def carry_out(sender: object, *, approval: Approval, actor: object, now: object, **_: object) -> None:  # noqa: ARG001  (Django's signature)
    """Does what was approved. Raises KeyError on a code that nobody answers, which undoes the approval."""
    APPROVED[approval.code](actor=actor, now=now, reason=approval.reason, approval=approval, **approval.payload)


def daily_work(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """The house's own work of the day, at the first beat of the worker after midnight. `now` in ms."""
    daily.run(now=datetime.fromtimestamp(now / 1000, UTC))


def endings(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: authors hear of rules that end soon. `now` in ms."""
    network.on_beat(now)


def fetches(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: sources that are due and imports left alone get a process of their own. `now` in ms."""
    pulls.on_beat(now)
    imports.on_beat(now)


def list_mails(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: mails of the lists that are due leave, rosters elsewhere are looked at. `now` in ms."""
    lists.on_beat(now)
    rosters.on_beat(now)


def calendars_answer(sender: object, *, content: bytes, address: str, now: datetime, **_: object) -> None:  # noqa: ARG001
    """A proven mail brought what a person's calendar answers to an invitation."""
    try:
        answer = calendar.reply(content)
    except calendar.BadReply:
        return
    take_reply(actor=SYSTEM, reply=answer, sender=address, now=now)


def posting(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: mails and text messages of notices that are due leave. `now` in ms."""
    notices.on_beat(now)


def public_web(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: pages that were scheduled appear and vanish, unconfirmed wishes are forgotten. `now` in ms."""
    website.on_beat(now)


def reporting(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: organisations are told what concerns them, when their time has come. `now` in ms."""
    reports.on_beat(now)


def hunted(sender: object, *, values: set[tuple[str, str]], organisation: int, now: datetime, **_: object) -> None:  # noqa: ARG001
    """What was shared is looked up in the traffic of the members that take part."""
    order(actor=SYSTEM, organisation=organisation, values=values, now=now)


def no_longer_hunted(sender: object, *, values: set[tuple[str, str]], organisation: int, now: datetime, **_: object) -> None:  # noqa: ARG001
    """What nobody shares any more is not watched for."""
    end(actor=SYSTEM, organisation=organisation, values=values, now=now)


def invited_anew(sender: object, *, group: Group, now: datetime, **_: object) -> None:  # noqa: ARG001
    """Whoever came into a group is invited to what is ahead, whoever left is told that it is off for him."""
    follow_membership(actor=SYSTEM, group=group, now=now)


def contact_came(sender: object, *, invitation: Invitation, person: User, now: datetime, **_: object) -> None:  # noqa: ARG001
    """Somebody came in by a link: where it was sent from a register, he is tied to what he signed or represents."""
    came_in(invitation=invitation, person=person, now=now)


def room_given(sender: object, *, call: Call, now: datetime, **_: object) -> None:  # noqa: ARG001
    """A group that is called together meets in a video room, where rooms are set up."""
    room = emergency_room()
    if room:
        give_room(call=call, room=room, now=now)


def emergencies(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every turn of the worker: messages of groups that are called together leave. `now` in ms."""
    groups.on_turn(now)


def invitations(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: invitations to meetings leave. `now` in ms."""
    meetings.on_beat(now)


def hunts_go_on(sender: object, *, now: int, **_: object) -> None:  # noqa: ARG001
    """At every beat of the worker: a step of the hunts. `now` in ms."""
    hunts.on_beat(now)


def _written_down(action: str) -> Reaction:
    def write(sender: object, *, user: User, **_: object) -> None:  # noqa: ARG001
        record(actor=actor_of(user), action=action, object=f"person:{user.pk}", now=datetime.now(UTC))

    return write


def remembered(sender: object, *, request: HttpRequest, user: User, **_: object) -> None:  # noqa: ARG001
    """A login: its browser is remembered, and one that was never seen is told to the person."""
    actor, now = actor_of(user), datetime.now(UTC)
    address = address_of(request) or None
    secret, new = note_login(
        actor=actor, secret=request.COOKIES.get(DEVICE_COOKIE, ""), agent=request.headers.get("User-Agent", ""), address=address, now=now
    )
    request.device_secret = secret  # type: ignore[attr-defined]
    if new is not None:
        tell_of_login(user=user, device=new, now=now)


def acts_for_the_only_one(sender: object, *, request: HttpRequest, user: User, **_: object) -> None:  # noqa: ARG001
    """A login of who works for one organisation: he acts for it, also when he is given a seat in another meanwhile."""
    homes = actor_of(user).organisations
    if len(homes) == 1:
        request.session[ACTING_KEY] = next(iter(homes))


def own_login(action: str) -> Reaction:
    """What writes down that a person connected or removed the login of the own organisation."""

    def write(sender: object, *, request: HttpRequest, **_: object) -> None:  # noqa: ARG001
        actor = actor_of(request)
        record(actor=actor, action=action, object=f"person:{actor.user}", now=datetime.now(UTC))

    return write


REACTIONS: Final[tuple[tuple[Signal, Reaction], ...]] = (
    (approval_granted, carry_out),
    (approval_requested, telling.approval_requested),
    (approval_decided, telling.approval_decided),
    (duty_confirmation_wanted, telling.duty_wanted),
    (key_ending, telling.key_ends),
    (invitation_accepted, contact_came),
    (personal_data_asked, held.personal),
    (traces_asked, traces.traces),
    (person_erased, held.erased),
    (handed_over_asked, held.hand_over),
    (proof_wanted, held.proof),
    (service_started, held.joined),
    (service_ended, held.parted),
    (step_done, held.cut_over),
    (steps_opened, held.rolled_back),
    (worker_turn, emergencies),
    (worker_beat, daily_work),
    (worker_beat, endings),
    (worker_beat, hunts_go_on),
    (worker_beat, invitations),
    (membership_changed, invited_anew),
    (group_called, room_given),
    (indicators_shared, hunted),
    (indicators_revoked, no_longer_hunted),
    (worker_beat, fetches),
    (worker_beat, reporting),
    (worker_beat, posting),
    (worker_beat, list_mails),
    (answer_arrived, calendars_answer),
    (worker_beat, public_web),
    (page_published, website.published),
    (page_unpublished, website.unpublished),
    (task_submitted, website.handed_in),
    # what people do to their own accounts happens in allauth; the chain hears of it here. Failures go to the log, not into the
    # chain: whoever knocks could fill it
    (account.user_logged_in, acts_for_the_only_one),
    (account.user_logged_in, _written_down("session.opened")),
    (account.user_logged_in, remembered),
    (account.password_set, _written_down("password.set")),
    (account.password_changed, _written_down("password.changed")),
    (account.password_reset, _written_down("password.reset")),
    (social.social_account_added, own_login("own_login.connected")),
    (social.social_account_removed, own_login("own_login.removed")),
    (mfa.authenticator_added, _written_down("second_factor.added")),
    (mfa.authenticator_removed, _written_down("second_factor.removed")),
    (mfa.authenticator_reset, _written_down("second_factor.reset")),
)


def connect() -> None:
    """Ties every fact to its reactions; once, at the start."""
    for number, (fact, reaction) in enumerate(REACTIONS):
        fact.connect(reaction, weak=False, dispatch_uid=f"reaction-{number}")
