"""What a member finds in the box."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from tests.factories.members import NOW

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions import lists, posts
from hsoc.portal.lists.models import Sending
from hsoc.portal.lists.rules.addresses import Sort
from hsoc.portal.lists.rules.letters import Piece
from hsoc.portal.lists.rules.posting import Delivery, Replies
from hsoc.portal.lists.share.writing import message, off_token, read_token
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.django_db


def sent(mailing_list, people, **more):
    fields = {"subject": "Zálohy", "text": "Jak zálohujete?", "label": TLP.GREEN} | more
    post = posts.write(actor=people["member"], mailing_list=mailing_list, now=NOW, **fields)
    return post, queries.due(NOW, 9)[-1]


def seen(mail):
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def test_headers_of_a_whole_post(mailing_list, people):
    post, row = sent(mailing_list, people, pieces=[Piece("a.txt", b"x")])
    mail = message([row])
    got = seen(mail)
    assert str(got["From"]) == "Member přes hSOC-Tech <hsoc-tech@lists.hsoc.example>"
    assert (got["Subject"], got["Message-ID"]) == ("[hsoc-tech] Zálohy [TLP:GREEN]", f"<{post.identity}>")
    assert got["List-Id"].endswith("<hsoc-tech.lists.hsoc.example>")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(got[f"List-{one}"].strip().startswith("<") for one in ("Post", "Help", "Archive", "Owner", "Unsubscribe"))
    assert (got["Precedence"], got["Archived-At"].endswith(f"#p{post.pk}>")) == ("list", True)
    assert queries.target(str(got["Reply-To"])).sort is Sort.THREAD
    assert (mail.to, queries.target(mail.from_email).number) == ([row.user.email], row.pk)
    body = got.get_content()
    assert "Jak zálohujete?" in body
    assert "1 soubor" in body or "1 file" in body
    assert "TLP:GREEN · hSOC-Tech" in body
    assert [part.get_content_type() for part in got.walk()] == ["text/plain"]


@pytest.mark.parametrize("label", [TLP.AMBER, TLP.AMBER_STRICT])
def test_amber_is_a_notice(mailing_list, people, label):
    _, row = sent(mailing_list, people, label=label)
    whole = message([row]).message().as_string() + message([row]).body
    assert "zálohujete" not in whole
    assert "Zálohy" not in message([row]).subject
    assert label.value in message([row]).subject


def test_answers_carry_references_and_go_to_the_author_if_so_set(mailing_list, people):
    mailing_list.replies = Replies.AUTHOR
    mailing_list.save()
    first, _ = sent(mailing_list, people)
    answer = posts.write(actor=people["leader"], mailing_list=mailing_list, subject="", text="c", thread=first.thread, now=NOW)
    got = seen(message([answer.sendings.select_related("post", "user").first()]))
    assert (got["In-Reply-To"], got["References"]) == (f"<{first.identity}>", f"<{first.identity}>")
    assert got["Reply-To"] == "leader@hospital1.example"


def test_a_digest_holds_all_and_hides_what_must_stay(mailing_list, people):
    lists.choose(actor=people["leader"], mailing_list=mailing_list, delivery=Delivery.DIGEST, now=NOW)
    sent(mailing_list, people)
    sent(mailing_list, people, text="tajné", label=TLP.AMBER)
    mail = message(list(Sending.objects.filter(user_id=people["leader"].user).select_related("post", "user").order_by("pk")))
    assert "[TLP:AMBER]" in mail.subject
    assert "zálohujete" in mail.body
    assert "tajné" not in mail.body


def test_a_name_cannot_break_a_header(mailing_list, people):
    user = queries.person(people["member"].user)
    user.name = 'Eve" <x@evil.example>\nBcc: all@x.example'
    user.save()
    _, row = sent(mailing_list, people)
    got = seen(message([row]))
    assert (got["From"].addresses[0].addr_spec, len(got["From"].addresses), got["Bcc"]) == ("hsoc-tech@lists.hsoc.example", 1, None)


def test_tokens_are_read_back():
    assert read_token(off_token(3, 4)) == (3, 4)
    assert read_token("rubbish") is None
