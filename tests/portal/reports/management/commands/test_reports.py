"""The operator's command: a rehearsal says all and changes nothing, `--now` makes and mails."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from tests.factories import event_rows
from tests.factories import members as people
from tests.portal.reports.conftest import bot

from hsoc.portal.members.rules import Role
from hsoc.portal.reports.models import Report


def said(*given: str) -> str:
    out = StringIO()
    call_command("reports", *given, stdout=out)
    return out.getvalue()


@pytest.fixture
def journal(begun, settings):
    event_rows.write(settings.JOURNAL, bot(1), bot(2))
    people.person(Role.ANALYST, 2)


def test_dry_run(journal):
    text = said("--now", "--dry-run", "--member", "2")
    assert "member 2 high source: report; 2 events = 2 reported + 0 relapsed + 0 held back" in text
    assert "1 reports would be made; nothing was changed" in text
    assert (Report.objects.count(), mail.outbox) == (0, [])


def test_now(journal):
    text = said("--now")
    assert "Hospital 2: source, 2 events" in text
    assert text.endswith("1 reports made, 1 mails sent\n")
    assert said("--now", "--no-mail") == "0 reports made, 0 mails sent\n"


def test_an_unknown_member(journal):
    with pytest.raises(CommandError, match="no organisation number 77"):
        said("--member", "77")
