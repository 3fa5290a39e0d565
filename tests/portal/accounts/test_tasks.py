from __future__ import annotations

import pytest
from django.core import mail
from tests.factories.members import NOW, person

from hsoc.portal.accounts.models import Device
from hsoc.portal.accounts.tasks import tell_of_login
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db


def test_the_mail_says_from_where_and_what_to_do(django_capture_on_commit_callbacks, settings):
    one = person(Role.COLLEAGUE, 1)
    with django_capture_on_commit_callbacks(execute=True):
        tell_of_login(user=one, device=Device(browser="Firefox, Linux", address="192.0.2.9"), now=NOW)
    [told] = mail.outbox
    assert "Firefox, Linux" in told.body
    assert f"{settings.URL}/portal/sessions/" in told.body
    assert told.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_relay_that_does_not_answer_stops_no_login(django_capture_on_commit_callbacks, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with django_capture_on_commit_callbacks(execute=True):
        tell_of_login(user=person(Role.COLLEAGUE, 1), device=Device(), now=NOW)
    assert "was not sent" in caplog.text
