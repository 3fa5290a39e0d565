from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.factories.members import HOUSE, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.tokens import create_token, revoke_token
from hsoc.portal.members.models import ApiToken, User
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC)  # noqa: TID251  (the door looks at the real clock)


def token(user: User, number: int = 1, *, days: int = 1, now: datetime = TODAY) -> tuple[ApiToken, str]:
    return create_token(actor=actor_of(user), organisation=number, name="t", scopes=["event:view"], days=days, now=now)


def ask(visitor: Client, secret: str | None) -> tuple[int, dict[str, object]]:
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    answer = visitor.get("/api/v1/me", headers=headers)
    return answer.status_code, answer.json()


def test_a_token_says_who_it_speaks_for(visitor: Client) -> None:
    _, secret = token(person(Role.ANALYST, 1))
    assert ask(visitor, secret) == (200, {"username": "analyst-1", "organisation": 1, "roles": ["analyst"], "scopes": ["event:view"]})


@pytest.mark.parametrize("secret", [None, "", "hsoc_guess", "x" * 5000, "hsoc_\x00"])
def test_without_a_valid_token_the_answer_is_a_problem(visitor: Client, secret: str | None) -> None:
    answer = visitor.get("/api/v1/me", headers={} if secret is None else {"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["WWW-Authenticate"]) == (
        401,
        "application/problem+json",
        "Bearer",
    )


def test_revoked_and_expired_tokens_do_not_work(visitor: Client) -> None:
    user = person(Role.ANALYST, 1)
    made, revoked = token(user)
    revoke_token(actor=actor_of(user), token=made.pk, now=TODAY)
    _, expired = token(user, now=TODAY - timedelta(days=2))
    assert [ask(visitor, secret)[0] for secret in (revoked, expired)] == [401, 401]


def test_a_token_dies_with_the_seat_and_with_the_second_factor(visitor: Client) -> None:
    analyst, operator = person(Role.ANALYST, 1), person(Role.OPERATOR, HOUSE)
    _, first = token(analyst)
    _, second = token(operator, HOUSE)
    assert [ask(visitor, secret)[0] for secret in (first, second)] == [200, 200]
    analyst.memberships.all().delete()
    operator.authenticator_set.all().delete()
    assert [ask(visitor, secret)[0] for secret in (first, second)] == [401, 401]


def test_uses_are_noted_once_an_hour(visitor: Client) -> None:
    _, secret = token(person(Role.ANALYST, 1))
    for _ in range(3):
        ask(visitor, secret)
    assert list(Entry.objects.filter(action="token.used").values_list("via", flat=True)) == [f"token:{ApiToken.objects.get().pk}"]


def test_a_session_is_no_token(visitor: Client) -> None:
    visitor.force_login(person(Role.ANALYST, 1))
    assert ask(visitor, None)[0] == 401
