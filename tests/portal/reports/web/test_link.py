"""The link without a login: opens with its secret only, leaks nothing, is counted, and takes an answer."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.factories import reports as make

from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.reports.actions import making as actions
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.models import Feedback
from hsoc.portal.reports.web import link

NOW = datetime(2200, 1, 1, tzinfo=UTC)  # so that a link is good whenever the tests run


@pytest.fixture
def opened(told):
    report = told(make.seen(make.BOT), make.seen(make.BOT, own="198.18.2.77", sealed=True))
    return report, actions.give_link(actor=SYSTEM, report=report.pk, now=NOW)


def get(visitor: Client, label: str, secret: str, **more):
    return visitor.get(f"/reports/{label}", {"k": secret} | more)


def test_it_opens_without_a_login_and_shows_no_sealed_line(opened, visitor):
    report, secret = opened
    answer = get(visitor, report.label, secret)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "198.18.2.10" in text
    assert "198.18.2.77" not in text
    assert '<html lang="cs"' in text
    assert '<html lang="en"' in get(visitor, report.label, secret, lang="en").content.decode()


def test_headers_that_keep_it_private(opened, visitor):
    answer = get(visitor, *(opened[0].label, opened[1]))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    assert answer.cookies == {}


def test_wrong_old_and_revoked_look_alike(opened, visitor, told):
    report, secret = opened
    told(make.seen(make.BOT, own="198.18.2.99"), upto=200)
    wrong = get(visitor, report.label, "x" * 22)
    other = get(visitor, "hSOC-2026-11-21-H-0002", secret)
    nothing = visitor.get(f"/reports/{report.label}")
    wanted.revoke_link(actor=SYSTEM, report=report, now=NOW)
    revoked = get(visitor, report.label, secret)
    answers = [wrong, other, nothing, revoked]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert all(one.headers["Referrer-Policy"] == "same-origin" for one in answers)


def test_a_trial_has_no_link(told, visitor):
    trial = make.BY_NAME["anomaly-traffic", make.Kind.SOURCE]
    report = told(make.seen(trial))
    secret = actions.give_link(actor=SYSTEM, report=report.pk, now=NOW)
    assert get(visitor, report.label, secret).status_code == 404


def test_many_openings_are_slowed(opened, visitor, monkeypatch):
    monkeypatch.setattr(link, "MOST_A_MINUTE", 3)
    report, secret = opened
    seen = [get(visitor, report.label, "wrong").status_code for _ in range(3)]
    late = get(visitor, report.label, secret)
    assert (seen, late.status_code, late.headers["Retry-After"]) == ([404] * 3, 429, "60")
    assert visitor.get(f"/reports/{report.label}", {"k": secret}, REMOTE_ADDR="198.18.7.7").status_code == 200


def test_an_answer_needs_the_secret_and_no_cookie(opened):
    report, secret = opened
    strict = Client(enforce_csrf_checks=True)
    given = {"k": secret, "verdict": "false-positive", "text": "<b>Our own scanner.</b>", "event_class": "", "lang": "en"}
    answer = strict.post(f"/reports/{report.label}", given)
    assert "Thank you" in answer.content.decode()
    one = Feedback.objects.get()
    assert (one.verdict, one.text, one.author) == ("false-positive", "<b>Our own scanner.</b>", None)
    assert strict.post(f"/reports/{report.label}", given | {"k": "wrong"}).status_code == 404
    assert strict.post(f"/reports/{report.label}", given | {"verdict": "great"}).status_code == 400
    assert Feedback.objects.count() == 1


def test_a_full_report_says_so(opened, visitor, monkeypatch):
    monkeypatch.setattr(wanted, "MOST_ANSWERS", 0)
    report, secret = opened
    assert visitor.post(f"/reports/{report.label}", {"k": secret, "verdict": "useful"}).status_code == 400


def test_robots_are_told(visitor):
    assert b"Disallow: /reports/" in visitor.get("/robots.txt").content
