"""Surveys in the browser: asked, answered, counted."""

from datetime import timedelta

from django.utils.timezone import localtime

from hsoc.portal.groups.models import Answer, Poll

FORM = {"q-TOTAL_FORMS": "3", "q-INITIAL_FORMS": "0", "q-MIN_NUM_FORMS": "0", "q-MAX_NUM_FORMS": "12"}


def soon(days: int = 7) -> str:
    return (localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def questions(**more: str) -> dict[str, str]:
    return FORM | {
        "title": "When to meet", "per": "person", "closes": soon(), "q-0-kind": "single", "q-0-text": "Which day",
        "q-0-options": "Monday\nTuesday", "q-1-kind": "ranking", "q-1-text": "Which topic", "q-1-options": "DNS\nIPv6\nNTP",
        "q-1-optional": "on", "q-2-kind": "single", "q-2-text": "", "q-2-options": "",
    } | more  # fmt: skip


def test_a_named_survey(group_of, people, visit) -> None:
    code = group_of().code
    assert "needs 2 to 20" in visit("member", f"{code}/surveys/new/", questions(**{"q-0-options": "Monday"})).content.decode()
    visit("member", f"{code}/surveys/new/", questions(early="on"))
    one = Poll.objects.get()
    assert [question.kind for question in one.questions.all()] == ["single", "ranking"]
    path = f"{code}/surveys/{one.pk}/"
    wrong = visit("leader", path, {"a1": "0", "a2-0": "1", "a2-1": "1", "a2-2": "3"})
    assert (wrong.status_code, "Give each a different place" in wrong.content.decode(), Answer.objects.count()) == (400, True, 0)
    visit("leader", path, {"a1": "1", "a2-0": "2", "a2-1": "1", "a2-2": "3"})
    page = visit("member", path).content.decode()
    assert all(words in page for words in ("1 · 100 %", "mean place 1.0", "<svg", "IPv6 &gt; DNS &gt; NTP"))
    lines = visit("member", f"{code}/surveys/{one.pk}.csv").content.decode("utf-8-sig")
    assert ("Tuesday,1 · 100 %" in lines, "Leader,Hospital 1,Tuesday" in lines) == (True, True)
    assert "waits for you" in visit("member", f"{code}/surveys/").content.decode()
    assert "answered" in visit("leader", f"{code}/surveys/").content.decode()
    visit("member", path, {"act": "end"})
    assert Poll.objects.get().closed is not None
    assert visit("other", path).status_code == 403


def test_an_anonymous_survey_shows_nothing_before_its_end_and_nothing_of_two(group_of, people, visit) -> None:
    code = group_of().code
    visit("member", f"{code}/surveys/new/", questions(anonymous="on", early="on"))
    one = Poll.objects.get()
    path = f"{code}/surveys/{one.pk}/"
    for who in ("leader", "member"):
        visit(who, path, {"a1": "1"})
    page = visit("member", path).content.decode()
    assert ("2 of 2" in page, "What came out" in page, "cannot be changed" in page) == (True, False, True)
    visit("member", path, {"act": "end"})
    assert "Fewer than 3 answered" in visit("member", path).content.decode()
    assert visit("member", f"{code}/surveys/{one.pk}.csv").status_code == 404
