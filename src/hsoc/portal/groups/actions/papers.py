"""Documents: put in, a new version, narrower, withdrawn. Never: a wider label."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hsoc.portal.files import actions as files
from hsoc.portal.files.rules import Untaken
from hsoc.portal.groups import queries
from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import Document, Group, Version
from hsoc.portal.groups.queries import needs
from hsoc.portal.groups.queries.papers import documents_visible_to
from hsoc.portal.groups.rules.papers import reaches_community, widens
from hsoc.portal.groups.rules.standing import Deed, Entry
from hsoc.portal.members.actions.agreement import Unacceptable, reasoned
from hsoc.portal.members.rules import Actor, Refused
from hsoc.records.tlp import TLP


@transaction.atomic
def put_document(
    *, actor: Actor, group: Group, title: str, tlp: TLP, content: bytes, name: str, now: datetime, note: str = "",
    community: bool = False, readers: Collection[int] = (),
) -> Document:  # fmt: skip
    """A new document with its first version. readers: members who may read a TLP:RED one. Raises Refused, Unacceptable."""
    needs(actor, group, Deed.WRITE)
    if not title.strip():
        raise Unacceptable(_("The document needs a title."))
    made = Document.objects.create(
        group=group, title=title.strip()[:200], tlp=tlp.value, author_id=actor.user or None, created=now, changed=now,
        community=reaches_community(tlp, wished=community, closed=group.entry == Entry.CLOSED),
    )  # fmt: skip
    if tlp is TLP.RED:
        made.readers.set(queries.members_of(group).filter(user__in=list(readers)).values_list("user_id", flat=True))
    _version(made, 1, tlp, content, name, note, actor, now)
    record(actor=actor, group=group, code="document", now=now, about=_shown(made), thing=f"document:{made.pk}", details={"tlp": made.tlp})
    return made


@transaction.atomic
def put_version(*, actor: Actor, document: Document, content: bytes, name: str, note: str, tlp: TLP, now: datetime) -> Version:
    """A new version; its label may be narrower than before, never wider. Raises Refused, Unacceptable."""
    held = _held(actor, document)
    needs(actor, held.group, Deed.WRITE)
    _narrower(held, tlp, actor)
    held.latest, held.changed = held.latest + 1, now
    held.save()
    made = _version(held, held.latest, tlp, content, name, note, actor, now)
    about = f"{_shown(held)} v{made.number}"
    record(actor=actor, group=held.group, code="version", now=now, about=about, thing=f"document:{held.pk}", details={"tlp": held.tlp})
    return made


@transaction.atomic
def narrow(*, actor: Actor, document: Document, tlp: TLP, reason: str, now: datetime) -> Document:
    """A narrower label for a document as it is. Raises Refused, Unacceptable."""
    held = _held(actor, document)
    _mine_or_keeper(actor, held)
    reasoned(reason)
    _narrower(held, tlp, actor)
    held.changed = now
    held.save()
    record(actor=actor, group=held.group, code="narrowed", now=now, about=_shown(held), reason=reason, thing=f"document:{held.pk}")
    return held


@transaction.atomic
def withdraw(*, actor: Actor, document: Document, reason: str, now: datetime) -> Document:
    """Take a document out: its line stays with the reason, its files can no longer be had. Raises Refused, Unacceptable."""
    held = _held(actor, document)
    _mine_or_keeper(actor, held)
    held.reason, held.withdrawn, held.community = reasoned(reason)[:500], now, False
    held.save()
    record(actor=actor, group=held.group, code="withdrawn", now=now, about=_shown(held), reason=reason, thing=f"document:{held.pk}")
    return held


def _held(actor: Actor, document: Document) -> Document:
    held = documents_visible_to(actor).select_for_update(of=("self",)).filter(pk=document.pk).first()
    if held is None:
        raise Refused("no such document")
    if held.withdrawn is not None:
        raise Unacceptable(_("The document was withdrawn."))
    return held


def _mine_or_keeper(actor: Actor, held: Document) -> None:
    needs(actor, held.group, Deed.WRITE if held.author_id == actor.user else Deed.KEEP)


def _narrower(held: Document, tlp: TLP, actor: Actor) -> None:
    """Sets the label. Raises Unacceptable where it would widen."""
    if widens(TLP(held.tlp), tlp):
        raise Unacceptable(_("A label is never widened: the document is %(label)s.") % {"label": held.tlp})
    if tlp is TLP.RED and held.tlp != TLP.RED.value:
        held.readers.set([actor.user] if actor.user else [])
    held.tlp = tlp.value
    held.community = reaches_community(tlp, wished=held.community, closed=held.group.entry == Entry.CLOSED)


def _shown(held: Document) -> str:
    """The title for the history, which the whole group reads: not that of a document for named people."""
    return "TLP:RED" if held.tlp == TLP.RED.value else held.title


def _version(held: Document, number: int, tlp: TLP, content: bytes, name: str, note: str, actor: Actor, now: datetime) -> Version:
    try:
        file = files.keep(content, name, now)
    except Untaken as error:
        raise Unacceptable(_untaken(error.code)) from error
    return Version.objects.create(
        document=held, number=number, file=file, tlp=tlp.value, note=note.strip()[:300], by_id=actor.user or None, at=now
    )


def _untaken(code: str) -> str:
    """Why a file was not taken, for people."""
    return {
        "empty": _("The file is empty."),
        "large": _("The file is larger than 20 MB."),
        "name": _("The file needs a name with an ending, such as .pdf."),
        "kind": _("Files of this kind are not taken. Documents, spreadsheets, pictures, text and archives are."),
        "content": _("What is inside does not agree with the ending of its name."),
        "macros": _("The document carries a program (macros). Save it without them and try again."),
    }[code]
