"""What if as people meet it: asked with a form or a file, followed, read side by side, cancelled; a member asks about itself only."""

from datetime import UTC, datetime

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import traffic
from tests.factories.members import HOUSE, person
from tests.factories.network import hospital

from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.network.actions.what_if import settle
from hsoc.portal.network.models import Question
from hsoc.records.policy import Limit, Member, Policy
from hsoc.records.scope import Match
from hsoc.records.what_if import Amount, Difference, Entry, Hurt, Kind, Peak, Side, WhatIf

PAGE = "/portal/network/what-if/"
NOW = datetime.now(UTC)  # noqa: TID251  (pages live in real time)
POLICY = Policy(
    members=(Member(number=7, name="Seven", prefixes=("198.18.7.0/24",)), Member(number=8, name="Eight", prefixes=("198.18.8.0/24",))),
    limits=(Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),))),),
)
DAY = "2026-03-10"


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    settings.LANGUAGE_CODE = "en"
    settings.FLOW_JOURNALS = (tmp_path / "perimeter" / "journal",)
    hospital()
    hospital(8)
    return tmp_path


@pytest.fixture
def flows(house):
    traffic.written(house / "perimeter" / "journal", traffic.story())
    (house / "perimeter" / "in-force.json").write_bytes(msgspec.json.encode(POLICY))


def visitor(browser, role, number=HOUSE):
    made = browser(person(role, number))
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def operator(browser):
    return visitor(browser, Role.OPERATOR)


def text(answer):
    return answer.content.decode()


def answer() -> str:
    present = Side(
        reactive=Amount(9, 900, 90_000),
        kinds=(Kind(name="reflection", preventive=False, dropped=Amount(9, 900, 90_000)),),
        peak=Peak(entries=3),
        entries=4,
    )
    changed = Side(
        preventive=Amount(5, 500, 50_000), kinds=(Kind(name="limit:rdp", preventive=True, dropped=Amount(5, 500, 50_000)),),
        hurt=(Hurt(member=7, name="Seven", peers=4, of_peers=44, bytes=4000, of_bytes=90_000),), entries=6,
        peak=Peak(entries=5, units={"x": 70}),
        worst=(Entry(key="flowspec x", story="limit:rdp", member=7, preventive=True, units=1, benign_bytes=10, benign_peers=2),),
        refused={"guard.two_person": 2},
    )  # fmt: skip
    difference = Difference(
        preventive=Amount(5, 500, 50_000),
        reactive=Amount(-9, -900, -90_000),
        peers=4,
        benign_bytes=4000,
        peak_entries=2,
        only_changed=("k",),
    )
    return msgspec.json.encode(WhatIf(day=DAY, flows=540, left_out=2, present=present, changed=changed, difference=difference)).decode()


def test_an_empty_house_says_why_nothing_can_be_asked(operator):
    page = text(operator.get(PAGE))
    assert ("The engine has kept no flows." in page, "Nobody has asked yet." in page) == (True, True)


def test_a_question_is_asked_followed_and_read(operator, flows):
    assert "rdp" in text(operator.get(PAGE))
    page = operator.post(PAGE, {"day": DAY, "without": ["rdp"], "profile": "hsoc", "set-syn_flood": "7", "most_rules": "9"}, follow=True)
    made = Question.objects.get()
    assert page.redirect_chain == [(f"{PAGE}{made.pk}/", 302)]
    assert "It waits its turn." in text(page)
    policy = msgspec.json.decode(made.policy, type=Policy)
    assert (policy.profile, policy.limits, policy.ceiling.most_rules, made.tuned) == ("hsoc", (), 9, ["syn_flood.floor=7"])
    settle(actor=SYSTEM, question=made.pk, state=Question.State.RUNNING, now=NOW)
    settle(actor=SYSTEM, question=made.pk, state=Question.State.RUNNING, done=3, parts=144, now=NOW)
    piece = operator.get(f"{PAGE}{made.pk}/", headers={"HX-Request": "true"})
    assert ("3 of 144" in text(piece), "<html" in text(piece), "HX-Refresh" in piece.headers) == (True, False, False)
    settle(actor=SYSTEM, question=made.pk, state=Question.State.DONE, answer=answer(), now=NOW)
    assert operator.get(f"{PAGE}{made.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = text(operator.get(f"{PAGE}{made.pk}/"))
    for part in (
        "400 packets fewer would have been dropped. 4 ordinary partners more would be hit.",
        "held 5 entries instead of 3", "540 flows", "2 more were left out", "+500", "−900",
        "Limit remote desktop, RDP", "Seven", "without the limit remote desktop", "flowspec x", "1 only under the changed policy",
    ):  # fmt: skip
        assert part in page, part


def test_what_is_wrong_is_told_and_nothing_is_asked(operator, flows):
    for given, why in (
        ({"day": DAY}, "Change something"),
        ({"day": "2020-01-01", "profile": "hsoc"}, "2020-01-01"),
        ({"day": DAY, "most_benign_peers": "7"}, "less than or equal to 1"),
        ({"day": DAY, "file": SimpleUploadedFile("a.toml", b"x = = 1")}, "a.toml is no policy"),
    ):
        page = operator.post(PAGE, given)
        assert (page.status_code, why in text(page)) == (422, True), why
    assert Question.objects.count() == 0
    operator.post(PAGE, {"day": DAY, "file": SimpleUploadedFile("mine.toml", b'profile = "hsoc"')})
    assert (Question.objects.get().file_name, Question.objects.get().suffix) == ("mine.toml", ".toml")


def test_a_question_is_cancelled_once(operator, flows):
    operator.post(PAGE, {"day": DAY, "profile": "hsoc"})
    number = Question.objects.get().pk
    assert "It was cancelled." in text(operator.post(f"{PAGE}{number}/cancel/", follow=True))
    assert "over already" in text(operator.post(f"{PAGE}{number}/cancel/", follow=True))
    assert settle(actor=SYSTEM, question=number, state=Question.State.DONE, answer=answer(), now=NOW) is None


def test_a_failure_is_told_in_the_engines_words(operator, flows):
    operator.post(PAGE, {"day": DAY, "profile": "hsoc"})
    number = Question.objects.get().pk
    settle(actor=SYSTEM, question=number, state=Question.State.FAILED, trouble="the file is odd", now=NOW)
    assert "the file is odd" in text(operator.get(f"{PAGE}{number}/"))


def test_a_member_asks_about_itself_and_sees_no_other(browser, operator, flows):
    manager = visitor(browser, Role.MANAGER, 7)
    operator.post(PAGE, {"day": DAY, "profile": "hsoc"})
    about_all = Question.objects.get().pk
    assert "Thresholds" not in text(manager.get(PAGE))
    manager.post(PAGE, {"day": DAY, "profile": "hsoc", "most_rules": "3000", "set-syn_flood": "7"})
    mine = Question.objects.exclude(pk=about_all).get()
    policy = msgspec.json.decode(mine.policy, type=Policy)
    assert (mine.organisation.number, mine.tuned, policy.ceiling, policy.profile) == (7, [], POLICY.ceiling, POLICY.profile)
    assert [one.wishes.profile for one in policy.members] == ["hsoc", None]
    assert manager.get(f"{PAGE}{about_all}/").status_code == 404
    assert manager.get(f"{PAGE}?member=8").status_code == 403
    assert manager.post(PAGE, {"day": DAY, "profile": "hsoc", "member": "8"}).status_code == 403
    other = visitor(browser, Role.MANAGER, 8)
    assert (other.get(f"{PAGE}{mine.pk}/").status_code, other.post(f"{PAGE}{mine.pk}/cancel/").status_code) == (404, 404)
    analyst = visitor(browser, Role.ANALYST, 7)
    assert "Your manager may ask here." in text(analyst.get(PAGE))
    assert analyst.get(f"{PAGE}{mine.pk}/").status_code == 200
    assert analyst.post(PAGE, {"day": DAY, "profile": "hsoc"}).status_code == 403
