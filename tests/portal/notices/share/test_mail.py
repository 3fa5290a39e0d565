"""A mail says what, why it came, and how to end it."""

from datetime import timedelta

from tests.factories.members import person
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.members.queries import actor_of
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.actions.reading import choose
from hsoc.portal.notices.actions.sending import claim
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.timing import Habits
from hsoc.portal.notices.share.mail import message, off_token, read_token


def made(user) -> tuple:
    posts = claim(post=next(one for one in queries.due(NOW, 9) if one.way == "mail"), now=NOW)
    return posts, message(posts)


def test_a_mail_is_plain_in_the_persons_language_with_its_ways_out(db) -> None:
    me = person()
    invite([me.pk])
    posts, mail = made(me)
    assert (mail.subject, mail.to, mail.content_subtype) == ("Máte pozvánku do skupiny", [me.email], "plain")
    assert "Olga vás zve do skupiny hSOC-Tech." in mail.body
    assert "/portal/groups/1/" in mail.body
    token = mail.extra_headers["List-Unsubscribe"].rstrip("/>").rpartition("/")[2]
    assert read_token(token) == (me.pk, "group.invited")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.message()["Message-ID"] == f"<{posts[0].claim}@hsoc.example>"
    assert mail.message()["Auto-Submitted"] == "auto-generated"


def test_an_emergency_has_no_way_out_and_is_marked(db) -> None:
    me = person()
    values = {"who": "Olga", "group": "hSOC-Emergency\r\nBcc: else@else.example", "why": "ransomware"}
    tell(people=[me.pk], kind="group.called", values=values, path="/portal/groups/2/", now=NOW, urgent=True)
    _, mail = made(me)
    assert "List-Unsubscribe-Post" not in mail.extra_headers
    assert mail.message()["Importance"] == "high"
    assert "\n" not in mail.subject
    assert mail.message()["Bcc"] is None


def test_a_digest_says_the_same_once_with_how_many_times(db) -> None:
    me = person()
    choose(actor=actor_of(me), ways={"group.invited": [Way.DIGEST]}, habits=Habits(), now=NOW)
    for group in ("hSOC-Tech", "hSOC-Man", "hSOC-Tech"):
        tell(people=[me.pk], kind="group.invited", values={"who": "Olga", "group": group}, path="/portal/groups/1/", now=NOW)
    later = NOW + timedelta(days=1)
    mail = message(claim(post=queries.due(later, 9)[0], now=later))
    assert mail.subject == "3 oznámení z hSOC"
    assert [mail.body.count(f"do skupiny {group}.") for group in ("hSOC-Tech", "hSOC-Man")] == [1, 1]
    assert mail.body.count("Máte pozvánku do skupiny (2×)") == 1


def test_tokens_of_others_are_none(db) -> None:
    assert [read_token(text) for text in ("", "x" * 900, off_token(1, "group.invited")[:-1] + "!")] == [None] * 3
