"""All that the house holds of one person, and what would pass on when he goes. For the person himself only. Never: a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext as _

from hsoc.portal.audit.queries import visible_to as entries_visible_to
from hsoc.portal.members.models import Absence, ApiToken, Erasure, Function, Membership, Organisation, PersonKey, User, Vouch
from hsoc.portal.members.rules import Actor, Role
from hsoc.portal.members.rules.fates import Fate, Trace
from hsoc.portal.members.signals import handed_over_asked, personal_data_asked, traces_asked
from hsoc.portal.tally import many

MOST_ROWS = 5_000  # of one section

Section = tuple[str, list[dict[str, Any]]]


def me(actor: Actor) -> User:
    """The person who acts."""
    return User.objects.get(pk=actor.user)


def erasure(actor: Actor) -> Erasure | None:
    """One's own request to be forgotten."""
    return Erasure.objects.filter(user_id=actor.user).first()


def managers(organisation: int) -> set[int]:
    """Ids of the managers of an organisation who can log in. A fact for other rooms, no gate."""
    seats = Membership.objects.filter(organisation__number=organisation, role=Role.MANAGER, user__is_active=True)
    return set(seats.values_list("user_id", flat=True))


def is_last_manager(person: int, organisation: int) -> bool:
    """Whether nobody else manages the organisation."""
    return managers(organisation) == {person}


def last_manager_of(person: int) -> list[Organisation]:
    """The organisations that would be without a manager."""
    mine = Organisation.objects.filter(memberships__user_id=person, memberships__role=Role.MANAGER).distinct()
    return [one for one in mine if is_last_manager(person, one.number)]


def handed_over(person: int, organisation: int) -> list[str]:
    """What would pass to an heir: seats, functions, and what the rooms to the right answer (groups led, services owned)."""
    seats = Membership.objects.filter(user_id=person, organisation__number=organisation)
    work = Function.objects.filter(user_id=person, organisation__number=organisation)
    said = [_("Role: %(role)s") % {"role": one.get_role_display()} for one in seats]
    said += [_("Function: %(function)s") % {"function": one.get_kind_display()} for one in work]
    for _receiver, lines in handed_over_asked.send(sender=User, person=person, organisation=organisation):
        said += [str(line) for line in lines or ()]
    return said


def revoked_by_leaving(person: int, organisation: int) -> int:
    """How many tokens die with the seat."""
    return ApiToken.objects.filter(user_id=person, organisation__number=organisation, revoked__isnull=True).count()


def traces(actor: Actor) -> list[Trace]:
    """All that is held of the person by its kind: how much, what becomes of it when he is erased, and why."""
    person = actor.user
    own = [model.objects.filter(user=person) for model in (Membership, Function, Absence)]
    keys = many(*(model.objects.filter(user=person) for model in (PersonKey, ApiToken, Authenticator)))
    words = Vouch.objects.filter(Q(person=person) | Q(voucher=person)).count()
    yours = _("It is about you only.")
    found = [
        Trace(what=_("Name, addresses, phones, hours, languages"), many=1, fate=Fate.GOES, why=yours),
        Trace(what=_("Roles, functions and days away"), many=many(*own), fate=Fate.GOES, why=yours),
        Trace(what=_("Public keys, access tokens, second factors"), many=keys, fate=Fate.GOES, why=yours),
        Trace(
            what=_("Words for you and of yours"), many=words, fate=Fate.GOES,
            why=_("A word stands for a person. That you gave one stays, without what it said and without your name."),
        ),
    ]  # fmt: skip
    for _receiver, told in traces_asked.send(sender=User, person=person):
        given: Any = told or ()
        found += given
    found.append(
        Trace(
            what=_("Audit log"), many=entries_visible_to(None).filter(user=person).count(), fate=Fate.STAYS,
            why=_("Each link holds the one before it; one taken out would break the proof for everybody (Article 17(3)(b) and (e) GDPR)."),
        )
    )  # fmt: skip
    return found


def personal_data(actor: Actor) -> list[Section]:
    """Every section of what is held: (title, rows). The rooms to the right add theirs by a signal."""
    person = User.objects.get(pk=actor.user)
    seats = Membership.objects.select_related("organisation").filter(user=person)
    work = Function.objects.select_related("organisation").filter(user=person)
    about = {
        name: getattr(person, name)
        for name in (
            "username", "name", "email", "email_verified", "phone", "phone_verified", "dark_email", "dark_phone", "language", "speaks",
            "workdays", "hours_from", "hours_to", "created", "last_login",
        )
    }  # fmt: skip
    found: list[Section] = [
        (_("Account"), [about]),
        (_("Roles"), [{"organisation": str(one.organisation), "role": one.role, "since": one.since} for one in seats]),
        (
            _("Functions"),
            [
                {
                    "organisation": str(one.organisation),
                    "function": one.kind,
                    "title": one.title,
                    "since": one.since,
                    "confirmed": one.confirmed,
                }
                for one in work
            ],
        ),
        (_("Absences"), _plain(person.absences.values("first", "last", "stand_in__username"))),
        (_("Public keys"), _plain(person.keys.values("kind", "fingerprint", "names", "expires", "added"))),
        (_("Access tokens"), _plain(person.tokens.values("name", "start", "created", "expires", "last_used", "revoked"))),
        (_("Words for you"), _plain(person.vouches.values("voucher__username", "circle", "said", "when", "withdrawn"))),
        (
            _("Words of yours"),
            _plain(Vouch.objects.filter(voucher=person).values("person__username", "circle", "said", "when", "withdrawn")),
        ),
        (
            _("Audit log"),
            [
                {"when": one.moment, "action": one.action, "object": one.object, "reason": one.reason}
                for one in entries_visible_to(None).filter(user=person.pk)[:MOST_ROWS]
            ],
        ),
    ]
    for _receiver, sections in personal_data_asked.send(sender=User, person=person.pk):
        given: Any = sections or ()
        found += [(str(title), list(rows)[:MOST_ROWS]) for title, rows in given]
    return found


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in rows]
