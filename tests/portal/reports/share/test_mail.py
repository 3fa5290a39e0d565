"""The mail: plain text first, headers that machines know, in the report's language, without what is sealed."""

import re

import pytest
from tests.factories import reports as make

from hsoc.portal.reports.share.mail import link_of, message

TO = ["soc@hospital2.example"]


def test_text_first_html_beside_and_headers(told):
    mail = message(told(), addresses=TO, secret="s3cret")
    parsed = mail.message()
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert parsed["List-Id"] == "hSOC reports <reports.hsoc.example>"
    assert parsed["List-Unsubscribe"] == "<https://hsoc.example/portal/reports/settings/?member=2>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert mail.subject == "[hSOC-2026-11-21-H-0001] TLP:AMBER+STRICT Vysoká – Možné potíže ve vaší síti"
    assert mail.to == TO


@pytest.mark.parametrize("language", ["cs", "en"])
def test_both_bodies_tell_the_same(told, language):
    report = told()
    report.language = language
    mail = message(report, addresses=TO, secret="s3cret")
    html = mail.alternatives[0][0]
    for body in (mail.body, html):
        for wanted in ("TLP:AMBER+STRICT", "198.18.2.10", "203.0.113.7", "22/tcp SSH", link_of(report.label, "s3cret")):
            assert wanted in body.replace("&amp;", "&"), wanted
    assert f'<html lang="{language}">' in html
    # nothing is fetched, nothing runs
    assert re.findall(r"<img|<script|<link|@import|url\(", html) == []
    assert not re.search(r"\{[{%]", mail.body + html)


def test_what_is_sealed_is_only_counted(told):
    report = told(make.seen(make.BOT), make.seen(make.BOT, own="198.18.2.77", sealed=True, others=("203.0.113.99",)))
    mail = message(report, addresses=TO, secret="s")
    for body in (mail.body, mail.alternatives[0][0]):
        assert "198.18.2.10" in body
        assert "198.18.2.77" not in body
        assert "203.0.113.99" not in body
        assert "po přihlášení" in body


def test_text_from_events_is_escaped_in_html(told):
    report = told(make.seen(make.BOT, detector="<b>x</b>"))
    mail = message(report, addresses=TO, secret="s")
    assert "<b>x</b>" not in mail.alternatives[0][0]
    assert "&lt;b&gt;x&lt;/b&gt;" in mail.alternatives[0][0]


def test_a_name_cannot_break_the_headers(told):
    report = told()
    report.organisation.name = "Hospital\r\nBcc: x@hospital3.example"
    parsed = message(report, addresses=TO, secret="s").message()
    assert parsed["Bcc"] is None


def test_link():
    assert link_of("hSOC-2026-11-21-H-0001", "abc").endswith("/reports/hSOC-2026-11-21-H-0001?k=abc")
