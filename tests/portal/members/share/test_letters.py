from __future__ import annotations

import pytest
from django.core import mail
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Function, PersonKey
from hsoc.portal.members.rules.vocabulary import Work
from hsoc.portal.members.share import letters

pytestmark = pytest.mark.django_db


def test_letters_are_written_in_the_readers_language_and_kept_from_auto_replies(django_capture_on_commit_callbacks) -> None:
    who = person()
    who.language = "cs"
    held = Function(pk=1, user=who, organisation=organisation(1), kind=Work.DUTY, since=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        letters.ask_duty(held)
        letters.key_ends(PersonKey(user=who, kind="openpgp", fingerprint="AB" * 20), 7)
    duty, key = mail.outbox
    assert duty.subject == "Jste stále pohotovostním kontaktem: Hospital 1?"
    assert "do 7 dnů" in key.body
    assert duty.extra_headers["Auto-Submitted"] == "auto-generated"
