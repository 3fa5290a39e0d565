"""The postman: mails leave once, a dead relay loses nothing, a dead process repeats under the same identity."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from tests.factories.members import person
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.notices import queries, tasks
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.models import Choice, Post
from hsoc.portal.notices.rules.timing import LEASE


def ms(moment) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture(autouse=True)
def _rested() -> None:
    tasks._Rest.until.clear()


def states() -> list[str]:
    return list(Post.objects.values_list("state", flat=True))


def test_mails_of_a_kind_leave_in_one_letter_and_once(db) -> None:
    me = person()
    for _ in range(3):
        invite([me.pk])
    assert tasks.on_beat(ms(NOW)) == 1
    assert tasks.on_beat(ms(NOW + timedelta(days=2))) == 0
    assert [one.subject for one in mail.outbox] == ["Máte pozvánku do skupiny (3×)"]


def test_the_digest_gathers_every_kind_at_its_hour(db) -> None:
    me = person()
    for kind in ("group.invited", "task.due"):
        Choice.objects.create(user=me, kind=kind, ways=["portal", "digest"])
    invite([me.pk])
    tell(people=[me.pk], kind="task.due", values={"name": "n", "group": "g", "day": "1. 12."}, path="/portal/", now=NOW)
    tasks.on_beat(ms(NOW))
    assert mail.outbox == []
    tasks.on_beat(ms(NOW + timedelta(hours=12)))
    assert (len(mail.outbox), "2 oznámení" in mail.outbox[0].subject, "hSOC-Tech" in mail.outbox[0].body) == (1, True, True)


def test_a_relay_that_is_down_rests_and_nothing_is_lost(db, monkeypatch) -> None:
    tried = []

    def down(self, messages):
        tried.append(messages[0].extra_headers["Message-ID"])
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    invite([person(number=1).pk, person(number=2).pk])
    assert tasks.on_beat(ms(NOW)) == 0
    assert (len(tried), tasks.on_beat(ms(NOW) + 5000)) == (1, 0)  # the second is not even tried
    monkeypatch.undo()
    assert tasks.on_beat(ms(NOW + timedelta(minutes=2))) == 2
    assert (len(mail.outbox), tried[0] in {one.extra_headers["Message-ID"] for one in mail.outbox}) == (2, True)


def test_an_address_that_does_not_exist_is_given_up_at_once(db, monkeypatch) -> None:
    def refused(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refused)
    invite([person().pk])
    tasks.on_beat(ms(NOW))
    assert states() == ["failed"]


def test_a_process_that_dies_between_the_relays_word_and_ours_repeats_the_same_mail(db, monkeypatch) -> None:
    invite([person().pk])

    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks.sending, "mark_gone", dies)
    with pytest.raises(KeyboardInterrupt):
        tasks.on_beat(ms(NOW))
    monkeypatch.undo()
    assert tasks.on_beat(ms(NOW) + 1000) == 0  # not at once: the other process may be alive
    assert tasks.on_beat(ms(NOW + LEASE)) == 1
    assert (len(mail.outbox), len({one.message()["Message-ID"] for one in mail.outbox}), states()) == (2, 1, ["gone"])


def test_text_messages_go_to_verified_phones_only(db, monkeypatch, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    first, second = person(number=1), person(number=2)
    phones = {first.pk: "+420601000000"}
    monkeypatch.setattr(queries, "phone_of", lambda pk: phones.get(pk, ""))
    values = {"who": "Olga", "group": "hSOC-Emergency", "why": "ransomware v nemocnici"}
    tell(people=[first.pk, second.pk], kind="group.called", values=values, path="/portal/", now=NOW, urgent=True)
    assert tasks.on_beat(ms(NOW)) == 3  # two mails, one text message
    (told,) = (tmp_path / "sms").iterdir()
    assert "ransomware" in told.read_text()
    assert Post.objects.get(user=second, way="sms").trouble.endswith("no verified phone")
