"""Whoever may decide hears of a request, whoever asked of its answer; tokens are announced once."""

from datetime import timedelta

from django.utils import translation
from tests.factories.members import NOW, acting, organisation

from hsoc.portal.members.actions.agreement import decide_approval, request_approval
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken
from hsoc.portal.members.rules import Object, Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.share.words import words
from hsoc.portal.project.telling import TOKEN_DAYS, of_the_day


def test_a_request_and_its_answer_are_told(db) -> None:
    organisation(1)
    manager, operator, stranger = acting(Role.MANAGER, 1), acting(Role.OPERATOR, 100), acting(Role.MANAGER, 2)
    asked = request_approval(
        actor=manager, code="prefix.remove", thing=Object.PREFIX, organisation=1, payload={"prefix": "198.18.9.0/24"},
        reason="the building is sold", now=NOW,
    )  # fmt: skip
    told = Notice.objects.get()
    assert (told.user_id, told.kind, told.organisation) == (operator.user, "approval.waiting", 1)
    with translation.override("cs"):
        assert words(told)[1] == f"{manager.name} žádá: Vzdát se rozsahu. Důvod: the building is sold"
    decide_approval(actor=operator, approval=asked.pk, approve=False, answer="not now", now=NOW)
    answer = Notice.objects.get(user=manager.user)
    with translation.override("cs"):
        assert words(answer)[1].startswith("Vzdát se rozsahu: zamítnuto")
    assert not Notice.objects.filter(user=stranger.user).exists()


def test_a_token_is_announced_once(db) -> None:
    me = acting(Role.ANALYST, 1)
    create_token(actor=me, organisation=1, name="siem", scopes=["event:view"], days=30, now=NOW)
    soon = ApiToken.objects.get().expires - timedelta(days=TOKEN_DAYS)
    assert [of_the_day(now=now) for now in (NOW, soon, soon + timedelta(days=1))] == [0, 1, 0]
