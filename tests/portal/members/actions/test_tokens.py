from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.tokens import LONGEST_DAYS, MOST_TOKENS, create_token, note_token_use, revoke_token
from hsoc.portal.members.models import ApiToken
from hsoc.portal.members.queries import token
from hsoc.portal.members.rules import SCOPES, Actor, Object, Refused, Role

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


def make(actor: Actor, *, organisation: int = 1, scopes: tuple[str, ...] = ("event:view",), days: int = 30) -> tuple[ApiToken, str]:
    return create_token(actor=actor, organisation=organisation, name="SIEM", scopes=scopes, days=days, now=NOW)


def test_the_secret_is_given_once_and_stored_nowhere() -> None:
    made, secret = make(acting(Role.ANALYST))
    assert secret.startswith("hsoc_" + made.start)
    assert token(secret, now=LATER) == made
    everything = str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))
    assert secret not in everything


def test_a_token_ends_with_its_days_or_when_revoked() -> None:
    analyst = acting(Role.ANALYST)
    made, secret = make(analyst)
    assert token(secret, now=NOW + timedelta(days=30) - timedelta(seconds=1)) == made
    assert token(secret, now=NOW + timedelta(days=30)) is None
    revoke_token(actor=analyst, token=made.pk, now=NOW)
    assert token(secret, now=LATER) is None


@pytest.mark.parametrize("scopes", [(), ("event:fly",), ("perimeter:change",), ("event:view", "perimeter:change"), ("token:create",)])
def test_scopes_that_the_actor_has_not_are_refused(scopes: tuple[str, ...]) -> None:
    with pytest.raises(Unacceptable):
        make(acting(Role.ANALYST), scopes=scopes)


def test_no_scope_lets_a_machine_approve_or_breed() -> None:
    offered = {(action.value, thing) for action, thing in SCOPES.values()}
    assert {action for action, _ in offered} & {"approve"} == set()
    assert {thing for _, thing in offered} & {Object.TOKEN, Object.PERSON, Object.APPROVAL} == set()


@pytest.mark.parametrize("days", [0, LONGEST_DAYS + 1])
def test_days_have_bounds(days: int) -> None:
    with pytest.raises(Unacceptable, match="lives"):
        make(acting(Role.ANALYST), days=days)


def test_a_token_is_made_for_an_organisation_in_which_one_sits() -> None:
    organisation(2)
    with pytest.raises(Refused):
        make(acting(Role.ANALYST, 1), organisation=2)
    with pytest.raises(Refused):
        make(acting(Role.OPERATOR, HOUSE), organisation=2)


def test_a_token_makes_no_tokens() -> None:
    with pytest.raises(Refused, match="cannot make tokens"):
        make(msgspec.structs.replace(acting(Role.ANALYST), via="token:1"))


def test_valid_tokens_of_a_person_have_a_bound() -> None:
    analyst = acting(Role.ANALYST)
    for _ in range(MOST_TOKENS):
        make(analyst)
    with pytest.raises(Unacceptable, match="at most"):
        make(analyst)


def test_who_revokes_whose_tokens() -> None:
    made, _ = make(acting(Role.ANALYST, 1))
    for stranger in (acting(Role.ANALYST, 1, username="colleague"), acting(Role.MANAGER, 2), acting(Role.AUDITOR, HOUSE)):
        with pytest.raises(Refused):
            revoke_token(actor=stranger, token=made.pk, now=NOW)
    revoke_token(actor=acting(Role.MANAGER, 1), token=made.pk, now=NOW)
    assert ApiToken.objects.get().revoked == NOW


def test_a_use_is_noted_and_recorded() -> None:
    analyst = acting(Role.ANALYST)
    made, _ = make(analyst)
    note_token_use(actor=analyst, token=made, now=LATER)
    assert ApiToken.objects.get().last_used == LATER
    assert Entry.objects.last().action == "token.used"
