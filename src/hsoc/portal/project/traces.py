"""What the rooms hold of a person and what becomes of it when he is erased: the lines of his table. Never: the erasing (held)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hsoc.portal.accounts import queries as accounts
from hsoc.portal.aid import queries as aid
from hsoc.portal.groups import queries as groups
from hsoc.portal.groups.queries import own as in_groups
from hsoc.portal.lists import queries as lists
from hsoc.portal.members.rules.fates import Fate, Trace
from hsoc.portal.memorandum.queries import own as memorandum
from hsoc.portal.notices import queries as notices
from hsoc.portal.reports import queries as reports
from hsoc.portal.search.queries import kept
from hsoc.portal.services.queries import catalogue as services


def traces(sender: object, *, person: int, **_more: object) -> list[Trace]:  # noqa: ARG001  (Django's signature)
    """What goes first, then what stays without a name, what stays, and what nobody can find."""
    yours = _("It is about you only.")
    others = _("Others have read it, answered and acted on it; your name and address are taken off.")
    return [
        Trace(what=_("Devices and sessions"), many=len(accounts.personal(person)), fate=Fate.GOES, why=yours),
        Trace(what=_("Notices and how you want to be told"), many=len(notices.personal(person)), fate=Fate.GOES, why=yours),
        Trace(what=_("Kept pages and filters, calendars"), many=len(kept.personal(person)), fate=Fate.GOES, why=yours),
        Trace(
            what=_("Memberships of working groups"), many=len(groups.personal(person)), fate=Fate.NAMELESS,
            why=_("They end; a group's history says that somebody was in it, no longer who."),
        ),
        Trace(what=_("Posts in mailing lists"), many=lists.posts_by(person), fate=Fate.NAMELESS, why=others),
        Trace(
            what=_("Documents, minutes, decisions, tasks and contributions in groups"), many=in_groups.written_by(person),
            fate=Fate.NAMELESS, why=others,
        ),
        Trace(
            what=_("Answers in surveys that show names"), many=in_groups.answered_by(person), fate=Fate.NAMELESS,
            why=_("The result would change afterwards; the answer stays, the name does not."),
        ),
        Trace(what=_("Answers to reports"), many=len(reports.personal(person)), fate=Fate.NAMELESS, why=others),
        Trace(
            what=_("Requests for services and what was said of them"), many=len(services.personal(person)), fate=Fate.NAMELESS, why=others
        ),
        Trace(what=_("Offers, calls and answers of mutual help"), many=aid.said_by(person), fate=Fate.NAMELESS, why=others),
        Trace(
            what=_("Open votes"), many=len(memorandum.voted(person)), fate=Fate.STAYS,
            why=_("It is your organisation's vote and stands in a sealed protocol; who cast it is no longer said."),
        ),
        Trace(
            what=_("Signatures of the memorandum"), many=len(memorandum.signed(person)), fate=Fate.STAYS,
            why=_("They were given in the organisation's name and bind it. Your name leaves the public list, your mail the register."),
        ),
        Trace(
            what=_("Secret votes"), many=None, fate=Fate.UNTOUCHABLE,
            why=_("A paper in the box has no name and no time; nobody can tell which is yours, so nobody can take it out."),
        ),
        Trace(
            what=_("Answers in anonymous surveys"), many=in_groups.took_part(person), fate=Fate.UNTOUCHABLE,
            why=_("It is written that you took part, not how you answered."),
        ),
    ]  # fmt: skip
