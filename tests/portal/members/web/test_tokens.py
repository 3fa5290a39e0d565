from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.members import NOW, person

from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_a_token_is_shown_once_and_kept_by_no_cache(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    answer = analyst.post(reverse("tokens"), {"name": "SIEM", "organisation": "1", "scopes": ["event:view"], "days": "30"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in analyst.get(reverse("tokens")).content.decode()


def test_bad_token_wishes_are_answered_on_the_page(browser: Browser) -> None:
    analyst = browser(Role.ANALYST, 1)
    answer = analyst.post(reverse("tokens"), {"name": "x", "organisation": "2", "scopes": ["perimeter:change"], "days": "9999"})
    assert sorted(answer.context["form"].errors) == ["days", "organisation", "scopes"]
    assert ApiToken.objects.count() == 0


def test_tokens_of_others_are_neither_seen_nor_revoked(browser: Browser) -> None:
    made, _ = create_token(actor=actor_of(person(Role.ANALYST, 1)), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    colleague = browser(Role.ANALYST, 1, username="colleague")
    assert list(colleague.get(reverse("tokens")).context["rows"]) == []
    assert colleague.post(reverse("token_revoke", args=[made.pk])).status_code == 404
    assert ApiToken.objects.get().revoked is None


def test_an_own_token_is_revoked(browser: Browser) -> None:
    one = person(Role.ANALYST, 1)
    made, _ = create_token(actor=actor_of(one), organisation=1, name="t", scopes=["event:view"], days=9, now=NOW)
    browser(one).post(reverse("token_revoke", args=[made.pk]))
    assert ApiToken.objects.get().revoked is not None
