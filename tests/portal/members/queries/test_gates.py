from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from tests.factories.members import HOUSE, NOW, acting, organisation, person

from hsoc.journal.access import look
from hsoc.portal.audit.actions import record
from hsoc.portal.members import queries
from hsoc.portal.members.actions.organisations import add_prefix
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken, Membership
from hsoc.portal.members.queries import ACTING_KEY, LOOK, actor_of, actor_of_token, looks_into
from hsoc.portal.members.rules import NOBODY, SYSTEM, Actor, Role, Seat

pytestmark = pytest.mark.django_db


def test_an_actor_bears_the_seats_of_the_person() -> None:
    user = person(Role.ANALYST, 2)
    Membership.objects.create(user=user, organisation=organisation(1), role=Role.MANAGER, since=NOW)
    actor = actor_of(user)
    assert actor.seats == (Seat(1, Role.MANAGER), Seat(2, Role.ANALYST))
    assert (actor.user, actor.username, actor.organisation, actor.via, actor.scopes) == (user.pk, "analyst-2", 1, "session", None)


def test_the_actor_of_a_request_acts_for_what_the_session_says() -> None:
    user = person(Role.ANALYST, 1)
    Membership.objects.create(user=user, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    for chosen, acted in ((2, 2), (7, 0), (0, 0)):
        request = RequestFactory().get("/")
        request.user, request.session = user, {ACTING_KEY: chosen}
        assert actor_of(request).organisation == acted


def test_the_actor_of_a_request_is_read_once(django_assert_num_queries: object) -> None:
    request = RequestFactory().get("/")
    request.user, request.session = person(Role.ANALYST, 1), {}
    with django_assert_num_queries(1):
        assert actor_of(request) is actor_of(request)


def test_strangers_and_the_disabled_are_nobody() -> None:
    disabled = person(Role.ANALYST, 1)
    disabled.is_active = False
    assert actor_of(AnonymousUser()) == NOBODY
    assert actor_of(disabled) == NOBODY
    assert actor_of(RequestFactory().get("/")) == NOBODY


def test_a_token_acts_in_its_organisation_with_its_scopes_only() -> None:
    user = person(Role.ANALYST, 1)
    Membership.objects.create(user=user, organisation=organisation(2), role=Role.MANAGER, since=NOW)
    made, _ = create_token(actor=actor_of(user), organisation=1, name="t", scopes=["event:view"], days=1, now=NOW)
    actor = actor_of_token(made)
    assert (actor.seats, actor.scopes, actor.via) == ((Seat(1, Role.ANALYST),), frozenset({"event:view"}), f"token:{made.pk}")


def test_tokens_of_the_disabled_do_not_work() -> None:
    user = person(Role.ANALYST, 1)
    _, secret = create_token(actor=actor_of(user), organisation=1, name="t", scopes=["event:view"], days=1, now=NOW)
    assert queries.token(secret, now=NOW) is not None
    user.is_active = False
    user.save()
    assert queries.token(secret, now=NOW) is None
    assert queries.token("hsoc_guess", now=NOW) is None


def test_people_of_a_member_see_their_own_house_only() -> None:
    organisation(2)
    seen = {
        (Role.ANALYST, 1): [1],
        (Role.MANAGER, 2): [2],
        (Role.OPERATOR, HOUSE): [1, 2, HOUSE],
        (Role.COORDINATOR, HOUSE): [1, 2, HOUSE],
        (Role.AUDITOR, HOUSE): [1, 2, HOUSE],
    }
    actors = {key: acting(*key) for key in seen}
    assert {key: [one.number for one in queries.visible_to(actor)] for key, actor in actors.items()} == seen
    assert list(queries.visible_to(NOBODY)) == []


def test_people_and_seats_of_other_houses_are_not_seen() -> None:
    analyst, manager = acting(Role.ANALYST, 1), acting(Role.MANAGER, 2)
    both = person(Role.ANALYST, 1, username="both")
    Membership.objects.create(user=both, organisation=organisation(2), role=Role.ANALYST, since=NOW)
    assert [one.username for one in queries.people_visible_to(analyst)] == ["analyst-1", "both"]
    assert [(one.user.username, one.organisation.number) for one in queries.seats_visible_to(manager)] == [("both", 2), ("manager-2", 2)]
    assert list(queries.people_visible_to(NOBODY)) == []


def test_prefixes_of_other_houses_are_not_seen() -> None:
    for number in (1, 2):
        organisation(number)
        add_prefix(actor=SYSTEM, organisation=number, prefix=f"198.18.{number}.0/24", reason="registry", now=NOW)
    assert [one.text for one in queries.prefixes_visible_to(acting(Role.ANALYST, 1))] == ["198.18.1.0/24"]
    assert queries.all_prefixes() == ((1, "198.18.1.0/24"), (2, "198.18.2.0/24"))


def test_names_and_those_who_opted_out() -> None:
    organisation(1)
    organisation(2, opted_out_of_sharing=True)
    assert queries.organisation_names() == {1: "Hospital 1", 2: "Hospital 2"}
    assert queries.opted_out() == frozenset({2})


def test_an_expired_token_is_none() -> None:
    _, secret = create_token(actor=acting(Role.ANALYST, 1), organisation=1, name="t", scopes=["event:view"], days=1, now=NOW)
    assert queries.token(secret, now=NOW + timedelta(days=1)) is None
    assert ApiToken.objects.count() == 1


def test_looks_are_listed_for_the_organisations_own_people_and_who_reads_its_log(tmp_path: Path, settings: Any) -> None:
    settings.FLOW_JOURNALS = (tmp_path,)
    for member in (2, 3):
        look(tmp_path, who="duty", why="attack on the PACS", member=member, day="2026-11-21", what="export of the day", now=0)
    operator = Actor(user=1, username="operator", seats=(Seat(1, Role.OPERATOR),), organisation=1, second_factor=True)
    for member, action in ((2, LOOK), (3, LOOK), (2, "prefix.asked")):
        record(actor=operator, action=action, object="event:x", concerns=member, reason="asked for help", now=NOW)
    readers = {
        "own analyst": Actor(user=2, username="a", seats=(Seat(2, Role.ANALYST),), organisation=2),
        "foreign analyst": Actor(user=3, username="b", seats=(Seat(3, Role.ANALYST),), organisation=3),
        "operator": operator,
        "nobody": Actor(),
    }
    seen = {name: [(one.who, one.what, one.why) for one in looks_into(reader, 2, most=9)] for name, reader in readers.items()}
    both = [("operator", "event:x", "asked for help"), ("duty", "2026-11-21: export of the day", "attack on the PACS")]
    assert seen == {"own analyst": both, "foreign analyst": [], "operator": both, "nobody": []}
