"""New versions of the memorandum. Never: signing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hsoc.portal.audit.actions import record
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.portal.memorandum.models import Text
from hsoc.portal.memorandum.queries import register
from hsoc.portal.memorandum.rules.course import digest_of
from hsoc.portal.notices.actions import tell


@transaction.atomic
def publish_text(*, actor: Actor, dated: date, text_cs: str, text_en: str, now: datetime) -> Text:
    """The next version. Raises Unacceptable where a language is missing or nothing differs. Signatures under the old one stand."""
    require(actor, Action.CHANGE, Object.MEMORANDUM)
    texts = (text_cs.replace("\r\n", "\n").strip(), text_en.replace("\r\n", "\n").strip())
    if not all(texts):
        raise Unacceptable(_("The memorandum is published in both languages; one is missing."))
    last = Text.objects.select_for_update().order_by("-number").first()
    digest = digest_of(*texts)
    if last is not None and last.digest == digest:
        raise Unacceptable(_("This text is the present version already."))
    made = Text.objects.create(
        number=last.number + 1 if last else 1, dated=dated, text_cs=texts[0], text_en=texts[1], digest=digest,
        publisher_id=actor.user or None, published=now,
    )  # fmt: skip
    record(actor=actor, action="memorandum.published", object=f"memorandum:{made.number}", details={"sha256": digest}, now=now)
    tell(
        people=register.managers_of(register.signatories()), kind="memorandum.published", values={"n": made.number},
        path=reverse("memorandum"), now=now,
    )  # fmt: skip
    return made
