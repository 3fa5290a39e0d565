"""How organisations want their reports, what they answer, and what the operator makes of classes and detectors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.network.queries.rules import prefixes_of
from hsoc.portal.reports.models import LANGUAGES, ClassState, Credibility, Exclusion, Feedback, Mode, Preference, Report, Verdict
from hsoc.portal.reports.queries.making import MOST_READERS
from hsoc.portal.reports.rules.classes import NAMES, State
from hsoc.records.address import network
from hsoc.records.taxonomy import Severity

MOST_EXCLUSIONS: Final = 100  # of one organisation
LONGEST_MUTE: Final = timedelta(days=30)
MOST_ANSWERS: Final = 20  # to one report
MOST_TEXT: Final = 2000  # characters of an answer
_DETECTOR: Final = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_KEYS: Final = frozenset({"", *(str(int(one)) for one in Severity)})


@transaction.atomic
def save_preference(
    *, actor: Actor, organisation: int, addresses: Mapping[str, Sequence[str]], language: str, mode: str, office_only: bool, now: datetime
) -> Preference:
    """Whom to write to, in which language, how and when. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE, Object.REPORT, organisation)
    if language not in dict(LANGUAGES) or mode not in Mode.values or not addresses.keys() <= _KEYS:
        raise Unacceptable(_("Choose one of what is offered."))
    kept = {key: _mails(mails) for key, mails in addresses.items() if mails}
    owner = Organisation.objects.select_for_update().get(number=organisation)
    found, _new = Preference.objects.get_or_create(organisation=owner, defaults={"changed": now})
    found.addresses, found.language, found.mode, found.office_only, found.changed = kept, language, mode, office_only, now
    found.save()
    details = {
        "addresses": {key: len(mails) for key, mails in kept.items()},
        "language": language,
        "mode": mode,
        "office_only": office_only,
    }
    record(
        actor=actor,
        action="report_settings.changed",
        object=f"organisation:{organisation}",
        concerns=organisation,
        details=details,
        now=now,
    )
    return found


def _mails(mails: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one.strip() for one in mails if one.strip()))
    if len(found) > MOST_READERS:
        raise Unacceptable(_("At most %(most)d addresses get one report.") % {"most": MOST_READERS})
    for one in found:
        try:
            validate_email(one)
        except ValidationError as error:
            raise Unacceptable(_("“%(text)s” is not a mail address.") % {"text": one[:80]}) from error
    return found


@transaction.atomic
def mute(*, actor: Actor, organisation: int, until: datetime | None, reason: str, now: datetime) -> Preference:
    """No mails until then (None = mails again). Reports are made all the same and stand in the portal."""
    require(actor, Action.CHANGE, Object.REPORT, organisation)
    if until is not None and not now < until <= now + LONGEST_MUTE:
        raise Unacceptable(_("Mails can be held for at most %(days)d days.") % {"days": LONGEST_MUTE.days})
    owner = Organisation.objects.select_for_update().get(number=organisation)
    found, _new = Preference.objects.get_or_create(organisation=owner, defaults={"changed": now})
    found.muted_until, found.changed = until, now
    found.save(update_fields=["muted_until", "changed"])
    details = {"until": until.isoformat() if until else None}
    record(
        actor=actor, action="reports.muted" if until else "reports.unmuted", object=f"organisation:{organisation}", concerns=organisation,
        reason=reason[:500], details=details, now=now,
    )  # fmt: skip
    return found


@transaction.atomic
def exclude(
    *, actor: Actor, organisation: int, event_class: str, prefix: str, detector: str, reason: str, until: datetime | None, now: datetime
) -> Exclusion:
    """What the organisation does not want to be told. prefix: within its own. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE, Object.REPORT, organisation)
    owner = Organisation.objects.select_for_update().get(number=organisation)
    if event_class and event_class not in NAMES:
        raise Unacceptable(_("There is no such class."))
    detector = detector.strip()
    if detector and not _DETECTOR.fullmatch(detector):
        raise Unacceptable(_("“%(text)s” is not the name of a detector.") % {"text": detector[:80]})
    inside = _own(prefix.strip(), organisation)
    if not (event_class or inside or detector):
        raise Unacceptable(_("Say at least one of class, address and detector; for no reports at all choose so above."))
    if until is not None and until <= now:
        raise Unacceptable(_("The end lies in the past."))
    if Exclusion.objects.filter(organisation=owner).count() >= MOST_EXCLUSIONS:
        raise Unacceptable(_("At most %(most)d exceptions of one organisation.") % {"most": MOST_EXCLUSIONS})
    made = Exclusion.objects.create(
        organisation=owner,
        event_class=event_class,
        network=inside,
        detector=detector,
        reason=reasoned(reason)[:500],
        until=until,
        added=now,
    )
    details = {"class": event_class, "network": inside, "detector": detector, "until": until.isoformat() if until else None}
    record(
        actor=actor, action="report_exception.added", object=f"exclusion:{made.pk}", concerns=organisation, reason=made.reason,
        details=details, now=now,
    )  # fmt: skip
    return made


def _own(prefix: str, organisation: int) -> str:
    if not prefix:
        return ""
    try:
        net = network(prefix)
    except ValueError as error:
        raise Unacceptable(_("“%(text)s” is not a canonical prefix.") % {"text": prefix[:50]}) from error
    mine = [network(one) for one in prefixes_of(organisation)]
    if not any(net.version == one.version and net.subnet_of(one) for one in mine):  # type: ignore[arg-type]  # of one family
        raise Unacceptable(_("%(prefix)s is not a prefix of this organisation.") % {"prefix": net})
    return str(net)


@transaction.atomic
def include(*, actor: Actor, exclusion: int, now: datetime) -> None:
    """Tell it again. Raises Refused, Unacceptable."""
    found = Exclusion.objects.select_related("organisation").filter(pk=exclusion).first()
    if found is None:
        raise Unacceptable(_("There is no such exception any more."))
    number = found.organisation.number
    require(actor, Action.CHANGE, Object.REPORT, number)
    found.delete()
    details = {"class": found.event_class, "network": found.network, "detector": found.detector, "hits": found.hits}
    record(actor=actor, action="report_exception.removed", object=f"exclusion:{exclusion}", concerns=number, details=details, now=now)


@transaction.atomic
def answer(*, actor: Actor, report: Report, verdict: str, event_class: str, text: str, by_link: bool, now: datetime) -> Feedback:
    """What is said of a report: by a person in the portal, or by whoever holds its link. Raises Refused, Unacceptable."""
    number = report.organisation.number
    if not by_link:
        require(actor, Action.CREATE, Object.REPORT, number)
    if verdict not in Verdict.values or (event_class and event_class not in NAMES):
        raise Unacceptable(_("Choose one of what is offered."))
    if Feedback.objects.filter(report=report).count() >= MOST_ANSWERS:
        raise Unacceptable(_("This report has as many answers as it may have. Write to us."))
    made = Feedback.objects.create(
        report=report, verdict=verdict, event_class=event_class, text=text.strip()[:MOST_TEXT],
        author_id=actor.user or None if not by_link else None, given=now,
    )  # fmt: skip
    record(
        actor=actor, action="report.answered", object=f"report:{report.label}", concerns=number,
        details={"verdict": verdict, "class": event_class, "by_link": by_link}, now=now,
    )  # fmt: skip
    return made


@transaction.atomic
def revoke_link(*, actor: Actor, report: Report, now: datetime) -> None:
    """The link of a report opens nothing any more. Raises Refused."""
    require(actor, Action.REMOVE, Object.REPORT, report.organisation.number)
    Report.objects.filter(pk=report.pk, revoked__isnull=True).update(revoked=now)
    record(actor=actor, action="report.link_revoked", object=f"report:{report.label}", concerns=report.organisation.number, now=now)


@transaction.atomic
def set_class(*, actor: Actor, name: str, state: str, now: datetime) -> ClassState:
    """Tell a class, tell it on trial to the community's own people, or tell it to nobody. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    if name not in NAMES or state not in list(State):
        raise Unacceptable(_("Choose one of what is offered."))
    made, _new = ClassState.objects.update_or_create(name=name, defaults={"state": state, "changed": now})
    record(actor=actor, action="report_class.changed", object=f"class:{name}", details={"state": state}, now=now)
    return made


@transaction.atomic
def believe(*, actor: Actor, detector: str, value: float, now: datetime) -> Credibility:
    """How much a detector is believed, 0 … 1. Raises Refused, Unacceptable."""
    require(actor, Action.CHANGE, Object.PERIMETER)
    if not _DETECTOR.fullmatch(detector.strip()) or not 0 <= value <= 1:
        raise Unacceptable(_("A detector has a name, and its credibility is a number from 0 to 1."))
    made, _new = Credibility.objects.update_or_create(detector=detector.strip(), defaults={"value": value, "changed": now})
    record(actor=actor, action="detector.believed", object=f"detector:{made.detector}", details={"value": value}, now=now)
    return made
