from tests.factories.members import NOW

from hsoc.portal.groups.models import Call
from hsoc.portal.groups.queries.calls import calls_visible_to, digest, link, mine_in, running_in, steps_of
from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.members.rules import SYSTEM


def test_calls_are_seen_by_the_group_and_by_coordinators(group_of, people) -> None:
    group = group_of(Entry.CLOSED)
    call = Call.objects.create(group=group, subject="x", tlp="TLP:AMBER", exercise=True, at=NOW)
    assert {name for name, actor in people.items() if calls_visible_to(actor).exists()} == {"leader", "member", "coordinator"}
    assert (running_in(group), calls_visible_to(SYSTEM).count(), mine_in(people["member"], call), steps_of(call).count()) == (
        call,
        1,
        None,
        0,
    )


def test_only_the_digest_of_a_secret_is_kept(db: None) -> None:
    assert len(digest("a" * 22)) == 64
    assert link("a" * 65) is None
