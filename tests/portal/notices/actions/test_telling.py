"""Who is told, by which way, when at the earliest."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from tests.factories.members import person

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.actions.reading import choose
from hsoc.portal.notices.models import Notice, Post
from hsoc.portal.notices.rules.kinds import Way
from hsoc.portal.notices.rules.timing import Habits

NOW = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)  # nine in the evening in Prague
VALUES = {"who": "Olga", "group": "hSOC-Tech"}


def invite(people, **more) -> int:
    return tell(people=people, kind="group.invited", values=VALUES, path="/portal/groups/1/", now=NOW, **more)


def test_people_are_told_as_they_chose(db) -> None:
    usual, silent, gone = person(number=1), person(Role.MANAGER, 2), person(Role.COLLEAGUE, 3)
    gone.is_active = False
    gone.save()
    quiet = Habits(quiet_from=20 * 60, quiet_to=7 * 60)
    choose(actor=actor_of(silent), ways={"group.invited": [Way.MAIL]}, habits=quiet, now=NOW)
    assert invite([usual.pk, silent.pk, gone.pk, 999_999]) == 2
    assert [(one.user_id, one.values["group"]) for one in queries.visible_to(actor_of(usual))] == [(usual.pk, "hSOC-Tech")]
    assert not queries.visible_to(actor_of(silent)).exists()  # by mail alone
    due = {one.user_id: one.due for one in Post.objects.all()}
    assert due == {usual.pk: NOW, silent.pk: datetime(2026, 11, 28, 6, 0, tzinfo=UTC)}
    invite([silent.pk], urgent=True)
    assert Post.objects.filter(user=silent, due=NOW).count() == 1


def test_a_digest_whose_hour_lies_in_quiet_ones_waits_for_their_end(db) -> None:
    late, early = person(number=1), person(number=2)
    for who, until in ((late, 9 * 60), (early, 6 * 60)):
        choose(actor=actor_of(who), ways={"group.invited": [Way.DIGEST]}, habits=Habits(quiet_from=22 * 60, quiet_to=until), now=NOW)
    invite([late.pk, early.pk])
    due = {one.user_id: one.due for one in Post.objects.all()}
    assert due == {late.pk: datetime(2026, 11, 28, 8, 0, tzinfo=UTC), early.pk: datetime(2026, 11, 28, 6, 0, tzinfo=UTC)}


def test_the_same_is_told_once(db) -> None:
    first, second = person(number=1), person(Role.MANAGER, 2)
    assert invite([first.pk], once="group:1") == 1
    assert invite([first.pk, second.pk], once="group:1") == 1
    assert invite([first.pk], once="group:2") == 1
    assert Notice.objects.count() == 3


def test_what_is_undone_was_never_told(db) -> None:
    someone = person()
    with transaction.atomic():
        invite([someone.pk])
        transaction.set_rollback(True)  # as an error does
    assert (Notice.objects.count(), Post.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", ["https://else.example/", "//else.example/", "portal/", "/\\else.example", "/" + "x" * 300])
def test_a_path_does_not_leave_the_portal(db, path) -> None:
    with pytest.raises(ValueError, match="path"):
        tell(people=[1], kind="group.invited", values=VALUES, path=path, now=NOW)


def test_a_thousand_are_told_in_few_queries(db, django_assert_max_num_queries) -> None:
    from hsoc.portal.members.models import User  # noqa: PLC0415

    User.objects.bulk_create([User(username=f"p{n}", email=f"p{n}@many.example") for n in range(1000)])
    people = list(User.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(40):
        assert invite(people, once="all") == 1000
