"""Changes of members' own rules: set, extend, comment, withdraw, take back, veto, answer, drafts. Never: reading what a person typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.exchange.flowspec.compose import rule as flowspec_rule
from hsoc.exchange.flowspec.tcam import cost as tcam_cost
from hsoc.exchange.flowspec.text import match_text
from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, agreed, reasoned, request_approval
from hsoc.portal.members.models import Approval, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Refused, require
from hsoc.portal.network.models import Rule, RuleDraft
from hsoc.portal.network.queries.rules import ending, limits_of, prefixes_of, used, visible_to
from hsoc.portal.network.rules.limits import LONGEST, MOST_BULK, MOST_DRAFT, MOST_RATE, SHORTEST, WARNED, needs_second
from hsoc.records.address import network
from hsoc.records.policy import Own
from hsoc.records.scope import Match

SET = "rule.set"  # code of the approval


@transaction.atomic
def set_rule(
    *,
    actor: Actor,
    organisation: int,
    do: Own,
    match: Match,
    inbound: bool,
    rate: int,
    lasts: timedelta,
    comment: str,
    typed: dict[str, str],
    now: datetime,
    scrubbing: bool = False,
) -> tuple[Rule, bool]:
    """(the rule, whether it is new): the same rule in force gets the later end instead of a double.

    match was read by rules/typed, so it lies in the member's prefixes. Raises Refused, Unacceptable (limits, times, scrubbing not offered).
    """
    require(actor, Action.CREATE, Object.RULE, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    said = reasoned(comment)[:500]
    _times(lasts)
    if do is Own.REDIRECT and not scrubbing:
        raise Unacceptable(_("No scrubbing is offered here at the moment, so nothing can be sent to it."))
    if do is Own.RATE_LIMIT and not 1 <= rate <= MOST_RATE:
        raise Unacceptable(_("A limit is a number of packets a second from 1 to %(most)d.") % {"most": MOST_RATE})
    rate = rate if do is Own.RATE_LIMIT else 0
    text = match_text(match)
    until = now + lasts
    same = Rule.objects.filter(
        organisation=owner, do=do, text=text, inbound=inbound, rate=rate, state__in=(Rule.State.SET, Rule.State.WAITING), until__gt=now
    ).first()
    if same is not None:
        same.until, same.changed, same.warned = max(same.until, until), now, None
        same.save(update_fields=["until", "changed", "warned"])
        _record(actor, "rule.extended", same, now, reason=said, until=same.until.isoformat())
        return same, False
    units = tcam_cost(flowspec_rule(match))
    _room(owner, units, now)
    second = needs_second(do, match, inbound=inbound) and actor.via != "system"
    made = Rule.objects.create(
        organisation=owner,
        do=do,
        inbound=inbound,
        typed=typed,
        match=msgspec.to_builtins(match),
        text=text,
        rate=rate,
        cost=units,
        since=now,
        until=until,
        comment=said,
        state=Rule.State.WAITING if second else Rule.State.SET,
        author_id=actor.user,
        created=now,
        changed=now,
    )
    if second:
        payload = {"organisation": organisation, "rule": made.pk}
        made.approval = request_approval(
            actor=actor, code=SET, thing=Object.RULE, organisation=organisation, payload=payload, reason=said, now=now
        )
        made.save(update_fields=["approval"])
    _record(actor, "rule.set" if not second else "rule.asked", made, now, reason=said, do=str(do), match=text, until=until.isoformat())
    return made, True


@transaction.atomic
def confirm_rule(*, actor: Actor, organisation: int, rule: int, reason: str, now: datetime, approval: Approval | None = None) -> Rule:
    """A second person wants the rule too: it is set, with the length of time that was asked for, from now on."""
    require(actor, Action.APPROVE, Object.RULE, organisation)
    agreed(actor, approval, SET)
    found = Rule.objects.select_for_update().get(pk=rule, organisation__number=organisation)
    if found.state != Rule.State.WAITING:
        raise Unacceptable(_("This rule waits for nobody any more."))
    found.until, found.since = now + (found.until - found.since), now
    found.state, found.changed = Rule.State.SET, now
    found.save()
    _record(actor, "rule.set", found, now, reason=reason, do=found.do, match=found.text)
    return found


@transaction.atomic
def withdraw_rules(*, actor: Actor, rules: Iterable[int], reason: str, now: datetime) -> tuple[int, ...]:
    """Take rules back; the numbers of those that were in force or waiting. Each may be taken up again."""
    said = reasoned(reason)
    done = []
    for one in _several(actor, Action.REMOVE, rules):
        if one.state in {Rule.State.SET, Rule.State.WAITING}:
            one.state, one.reason, one.changed = Rule.State.WITHDRAWN, said[:500], now
            one.save(update_fields=["state", "reason", "changed"])
            _record(actor, "rule.withdrawn", one, now, reason=said, match=one.text)
            done.append(one.pk)
    return tuple(done)


@transaction.atomic
def extend_rules(*, actor: Actor, rules: Iterable[int], lasts: timedelta, reason: str, now: datetime) -> tuple[int, ...]:
    """Let rules last this long from now on; a rule that is over or was withdrawn comes back where there is room. Raises Unacceptable."""
    _times(lasts)
    done = []
    for one in _several(actor, Action.CHANGE, rules):
        if one.state in {Rule.State.VETOED, Rule.State.WAITING}:
            continue
        back = one.state == Rule.State.WITHDRAWN or one.until <= now
        if back:
            match = msgspec.convert(one.match, Match)
            if needs_second(Own(one.do), match, inbound=one.inbound) and actor.via != "system":
                raise Unacceptable(_("A rule this wide is copied and set anew, so that a second person sees it."))
            _inside(one)
            _room(one.organisation, one.cost, now)
            one.since = now
        one.state, one.until, one.changed, one.warned, one.reason = Rule.State.SET, now + lasts, now, None, ""
        one.save()
        _record(actor, "rule.reactivated" if back else "rule.extended", one, now, reason=reason, until=one.until.isoformat())
        done.append(one.pk)
    return tuple(done)


@transaction.atomic
def restore_rules(*, actor: Actor, rules: Iterable[int], now: datetime) -> tuple[int, ...]:
    """Undo a withdrawal: what has time left stands again until its old end."""
    done = []
    for one in _several(actor, Action.CHANGE, rules):
        if one.state == Rule.State.WITHDRAWN and one.until > now:
            _inside(one)
            _room(one.organisation, one.cost, now)
            waits = one.approval is not None and one.approval.state != Approval.State.APPROVED
            one.state, one.reason, one.changed = Rule.State.WAITING if waits else Rule.State.SET, "", now
            one.save(update_fields=["state", "reason", "changed"])
            _record(actor, "rule.restored", one, now, match=one.text)
            done.append(one.pk)
    return tuple(done)


@transaction.atomic
def comment_rules(*, actor: Actor, rules: Iterable[int], comment: str, now: datetime) -> tuple[int, ...]:
    """Give rules another comment."""
    said = reasoned(comment)[:500]
    done = []
    for one in _several(actor, Action.CHANGE, rules):
        before, one.comment, one.changed = one.comment, said, now
        one.save(update_fields=["comment", "changed"])
        _record(actor, "rule.commented", one, now, reason=said, before=before)
        done.append(one.pk)
    return tuple(done)


@transaction.atomic
def veto_rule(*, actor: Actor, rule: int, reason: str, now: datetime) -> Rule:
    """The operator's word against a member's rule; it leaves the routers with the next policy. The member sees the reason."""
    (found,) = _several(actor, Action.APPROVE, [rule])
    if not actor.is_operator and actor.via != "system":
        raise Refused("only the operator of the network vetoes a rule")
    said = reasoned(reason)
    if found.state == Rule.State.VETOED:
        raise Unacceptable(_("This rule is vetoed already."))
    found.state, found.reason, found.answer, found.changed = Rule.State.VETOED, said[:500], "", now
    found.save(update_fields=["state", "reason", "answer", "changed"])
    _record(actor, "rule.vetoed", found, now, reason=said, match=found.text)
    return found


@transaction.atomic
def lift_veto(*, actor: Actor, rule: int, reason: str, now: datetime) -> Rule:
    """Take a veto back: the rule stands again until its end."""
    (found,) = _several(actor, Action.APPROVE, [rule])
    if not actor.is_operator and actor.via != "system":
        raise Refused("only the operator of the network lifts a veto")
    if found.state != Rule.State.VETOED:
        raise Unacceptable(_("This rule is not vetoed."))
    said = reasoned(reason)
    found.state, found.reason, found.changed = Rule.State.SET, "", now
    found.save(update_fields=["state", "reason", "changed"])
    _record(actor, "rule.veto_lifted", found, now, reason=said, match=found.text)
    return found


@transaction.atomic
def answer_veto(*, actor: Actor, rule: int, answer: str, now: datetime) -> Rule:
    """The member's word on a veto; the operator reads it beside the rule."""
    (found,) = _several(actor, Action.CHANGE, [rule])
    if found.state != Rule.State.VETOED:
        raise Unacceptable(_("This rule is not vetoed."))
    found.answer, found.changed = reasoned(answer)[:500], now
    found.save(update_fields=["answer", "changed"])
    _record(actor, "rule.veto_answered", found, now, reason=found.answer)
    return found


@transaction.atomic
def warn_ending(*, actor: Actor, now: datetime) -> tuple[Rule, ...]:
    """Note that rules end within a day and return them, so that their authors are told once; run by the worker."""
    require(actor, Action.CHANGE, Object.RULE)
    due = tuple(ending(now, within=WARNED))
    for one in due:
        one.warned = now
        one.save(update_fields=["warned"])
        _record(actor, "rule.warned", one, now, until=one.until.isoformat())
    return due


@transaction.atomic
def keep_draft(*, actor: Actor, organisation: int, typed: dict[str, str], now: datetime) -> None:
    """Remember what a person is writing; the chain hears of a draft once, when it begins."""
    require(actor, Action.CREATE, Object.RULE, organisation)
    kept = {name[:40]: value[:600] for name, value in list(typed.items())[:40]}
    if len(msgspec.json.encode(kept)) > MOST_DRAFT:
        raise Unacceptable(_("This draft is too long to be kept."))
    owner = Organisation.objects.get(number=organisation)
    _draft, new = RuleDraft.objects.update_or_create(user_id=actor.user, organisation=owner, defaults={"typed": kept, "saved": now})
    if new:
        record(actor=actor, action="rule_draft.begun", object="rule_draft", concerns=organisation, now=now)


@transaction.atomic
def drop_draft(*, actor: Actor, organisation: int, now: datetime) -> None:
    """Forget the draft of the person."""
    gone, _kinds = RuleDraft.objects.filter(user_id=actor.user, organisation__number=organisation).delete()
    if gone:
        record(actor=actor, action="rule_draft.dropped", object="rule_draft", concerns=organisation, now=now)


def _several(actor: Actor, action: Action, rules: Iterable[int]) -> list[Rule]:
    """The rules, all of which the actor sees and may treat so. Raises Refused, Unacceptable."""
    wanted = sorted(set(rules))
    if not 1 <= len(wanted) <= MOST_BULK:
        raise Unacceptable(_("Choose 1 to %(most)d rules.") % {"most": MOST_BULK})
    found = list(visible_to(actor).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused("a rule that does not exist or is not to be seen")
    for one in found:
        require(actor, action, Object.RULE, one.organisation.number)
    return found


def _times(lasts: timedelta) -> None:
    if not SHORTEST <= lasts <= LONGEST:
        raise Unacceptable(_("A rule lasts from five minutes to a year."))


def _inside(one: Rule) -> None:
    """What came back must still lie in prefixes of the member."""
    match = msgspec.convert(one.match, Match)
    inside = network(str(match.dst if one.inbound else match.src))
    own = [network(prefix) for prefix in prefixes_of(one.organisation.number)]
    if not any(inside.version == net.version and inside.subnet_of(net) for net in own):  # type: ignore[arg-type]  # of one family
        raise Unacceptable(_("%(prefix)s is no longer a prefix of this organisation.") % {"prefix": inside})


def _room(owner: Organisation, units: int, now: datetime) -> None:
    most, has = limits_of(owner), used(owner, now=now)
    if has.rules >= most.rules:
        raise Unacceptable(
            _("The organisation has %(has)d rules in force and %(most)d are allowed. Withdraw one, or ask the operator for more.")
            % {"has": has.rules, "most": most.rules}
        )
    if has.cost + units > most.cost:
        raise Unacceptable(
            _("The rule takes %(cost)d units of the routers' memory; %(left)d of %(most)d are left. Simpler ranges take fewer.")
            % {"cost": units, "left": max(0, most.cost - has.cost), "most": most.cost}
        )


def _record(actor: Actor, action: str, one: Rule, now: datetime, *, reason: str = "", **details: Any) -> None:
    record(
        actor=actor, action=action, object=f"rule:{one.pk}", concerns=one.organisation.number, reason=reason[:500], details=details, now=now
    )
