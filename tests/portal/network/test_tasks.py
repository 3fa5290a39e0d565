from datetime import timedelta

from django.core import mail
from tests.factories.members import NOW
from tests.factories.network import hospital, rule

from hsoc.portal.network.queries.policy import ms
from hsoc.portal.network.tasks import on_beat, warn


def test_the_author_is_told_once_in_his_language(db):
    hospital()
    made = rule(until=NOW + timedelta(days=2))
    assert (warn(now=NOW), len(mail.outbox)) == (0, 0)
    assert on_beat(ms(NOW + timedelta(days=1.5))) == 1
    assert on_beat(ms(NOW + timedelta(days=1.6))) == 0
    (letter,) = mail.outbox
    assert letter.to == [made.author.email]
    assert "printers" in letter.body
    assert letter.subject == "Vaše pravidlo brzy končí"
