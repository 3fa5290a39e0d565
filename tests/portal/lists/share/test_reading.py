"""Mails as attackers write them: every bound, every broken field, and never an error of another kind."""

from __future__ import annotations

import contextlib
import time

import pytest
from tests.factories.mails import mail

from hsoc.portal.lists.rules.letters import MOST_BYTES, Unreadable
from hsoc.portal.lists.share.reading import letter


def test_a_plain_mail_is_read():
    read = letter(
        mail(
            "Jana Nováková <Jana@hospital1.example>",
            subject="Zálohy",
            In_Reply_To="<a@x.example>",
            References="<r1@x.example> <r2@x.example>",
        )
    )
    assert (read.sender, read.sender_name, read.subject, read.text) == ("jana@hospital1.example", "Jana Nováková", "Zálohy", "Ahoj světe")
    assert read.answers == ("a@x.example", "r2@x.example", "r1@x.example")
    assert (read.identity, read.to, read.automatic) == ("one@hospital1.example", ("hsoc-tech@lists.hsoc.example",), False)


def test_html_becomes_text_and_its_script_is_gone():
    page = b"<style>p{}</style><p>Dobr&yacute; den</p><script>alert(1)</script><p><img src=x onerror=y>b</p>"
    read = letter(b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n" + page)
    assert read.html_only
    assert "".join(read.text.split()) == "Dobrýdenb"


@pytest.mark.parametrize("charset", ["nonsense", "rot13", "base64", "utf-16", "", "us-ascii", "idna"])
def test_a_wrong_charset_still_gives_text(charset):
    head = f'From: a@x.example\r\nContent-Type: text/plain; charset="{charset}"\r\n\r\n'.encode()
    assert letter(head + "Příliš\x00 žluťoučký".encode()).text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"x" * (MOST_BYTES + 1), id="large"),
        pytest.param(b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\nt", id="many headers"),
        pytest.param(b"X: " + b"y" * 20_000 + b"\r\n\r\nt", id="long header"),
        pytest.param(b"X: " + b"y\r\n y" * 50_000 + b"\r\n\r\nt", id="long folded header"),
        pytest.param(
            b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)), id="endless nesting"
        ),
        pytest.param(b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(20)), id="deep"),
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" * 40, id="mails in mails"),
        pytest.param(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 100, id="many parts"),
    ],
)
def test_what_is_beyond_a_bound_is_refused_quickly(content):
    began = time.perf_counter()
    with pytest.raises(Unreadable):
        letter(content)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n\r\n", b"\xff\xfe\x00", b"From: =?utf-8?b?////?=\r\n\r\n",
     b"From: <<<>>>@@@\r\nSubject: =?x?y?z?=\r\n\r\n", b"Content-Type: ;;;=\r\n\r\nx",
     b"Content-Transfer-Encoding: base64\r\n\r\n%%%", b"From: a@x.example\r\nContent-Type: multipart/mixed\r\n\r\nno boundary"],
)  # fmt: skip
def test_rubbish_raises_nothing_else(content):
    with contextlib.suppress(Unreadable):
        letter(content)


@pytest.mark.parametrize("more", [b"From: b@x.example\r\n", b"Subject: y\r\n", b"To: b@x.example\r\n", b"Message-ID: <2@x.example>\r\n"])
def test_a_second_field_of_a_kind_takes_the_sender_away(more):
    assert letter(mail("a@x.example")).sender == "a@x.example"
    assert letter(more + mail("a@x.example")).sender == ""


def test_two_people_in_from_are_nobody():
    assert letter(b"From: a@x.example, b@x.example\r\n\r\nt").sender == ""


@pytest.mark.parametrize("head", [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"Return-Path: <>"])
def test_machines_are_known(head):
    assert letter(head + b"\r\nFrom: a@x.example\r\n\r\nt").automatic
    assert not letter(b"Auto-Submitted: no\r\nFrom: a@x.example\r\n\r\nt").automatic


def test_attachments_keep_their_bytes_and_controls_are_taken_out():
    body = b'Content-Type: multipart/mixed; boundary="b"\r\nFrom: a@x.example\r\nSubject: a\x00\x1bb\r\n\r\n--b\r\n\r\nhi\x07\r\n'
    body += b'--b\r\nContent-Type: text/html; name="p.html"\r\nContent-Disposition: attachment; filename="p.html"\r\n\r\n<b>x</b>\r\n'
    body += b"--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n"
    read = letter(body)
    assert ([(one.name, one.content) for one in read.pieces], read.text, len(read.calendars)) == ([("p.html", b"<b>x</b>")], "hi", 1)
