from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import NOW, person
from tests.factories.network import hospital, rule

from hsoc.portal.network import tasks
from hsoc.portal.network.models import Question
from hsoc.portal.network.queries.policy import ms
from hsoc.portal.network.tasks import on_beat, reckon, warn
from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.share.words import words


def test_the_author_is_told_once_in_his_language(db):
    hospital()
    made = rule(until=NOW + timedelta(days=2))
    assert (warn(now=NOW), Notice.objects.count()) == (0, 0)
    assert on_beat(ms(NOW + timedelta(days=1.5))) == 1
    assert on_beat(ms(NOW + timedelta(days=1.6))) == 0
    (told,) = Notice.objects.all()
    assert (told.user_id, told.path) == (made.author_id, f"/portal/network/rules/{made.pk}/")
    with translation.override("cs"):
        title, text = words(told)
    assert title == "Vaše pravidlo brzy končí"
    assert "printers" in text


class Command:
    """Stands in for the engine's command: its status, progress and words are set by the test."""

    def __init__(self, *_folder, question, now, **asked):
        self.question, self.since, self.asked = question, now, asked
        self.status, self.progress, self.error, self.answer, self.closed = None, (0, 0), "", "", False

    def is_late(self, *, now):
        return now - self.since > 1_800_000

    def close(self):
        self.closed = True


@pytest.fixture
def commands(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path
    settings.FLOW_JOURNALS = (tmp_path / "perimeter" / "journal",)
    made = []

    def begun(*given, **named):
        made.append(Command(*given, **named))
        return made[-1]

    monkeypatch.setattr(tasks, "Run", begun)
    monkeypatch.setattr(tasks, "_RUNS", {})
    return made


def question(**given):
    fields = {"day": "2026-03-10", "policy": "{}", "suffix": ".json", "asked": NOW, "tuned": ["a.b=1"]} | given
    return Question.objects.create(asker=person(username=f"p{Question.objects.count()}"), **fields)


def test_questions_are_reckoned_one_at_a_time(db, commands):
    first, second = question(organisation=hospital()), question()
    now = ms(NOW)
    reckon(now=now)
    assert [(one.question, one.asked["member"], one.asked["tuned"]) for one in commands] == [(first.pk, 7, ["a.b=1"])]
    commands[0].progress = (3, 144)
    reckon(now=now + 1)
    first.refresh_from_db()
    assert (first.state, first.done, first.parts, len(commands)) == ("running", 3, 144, 1)
    commands[0].status, commands[0].answer = 0, '{"day": 1}'
    reckon(now=now + 2)
    first.refresh_from_db()
    assert (first.state, first.answer, commands[0].closed) == ("done", '{"day": 1}', True)
    assert [one.question for one in commands] == [first.pk, second.pk]
    commands[1].status, commands[1].error = 2, "holds no flows"
    reckon(now=now + 3)
    second.refresh_from_db()
    assert (second.state, second.trouble, commands[1].closed) == ("failed", "holds no flows", True)


def test_what_is_cancelled_late_or_forgotten_ends(db, commands):
    late, cancelled, forgotten = question(), question(), question(state=Question.State.RUNNING)
    now = ms(NOW)
    reckon(now=now)  # the worker knows nothing of the one that was running before it began
    forgotten.refresh_from_db()
    assert (forgotten.state, len(commands)) == ("failed", 1)
    reckon(now=now + 1_800_001)
    late.refresh_from_db()
    assert (late.state, commands[0].closed) == ("failed", True)
    Question.objects.filter(pk=cancelled.pk).update(state=Question.State.CANCELLED)
    reckon(now=now + 1_800_002)
    assert commands[1].closed
