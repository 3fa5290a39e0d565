from tests.factories.members import NOW

from hsoc.portal.groups.models import Answer, Comment, Minutes, Poll, Turnout
from hsoc.portal.groups.queries import own


def test_what_one_wrote_and_answered(group_of, people) -> None:
    group, me = group_of(), people["member"].user
    Minutes.objects.create(group=group, title="Zápis", held=NOW.date(), text="x", tlp="TLP:GREEN", changed=NOW, by_id=me)
    Comment.objects.create(group=group, about="minutes", number=1, text="y", at=NOW, by_id=me)
    Comment.objects.create(group=group, about="minutes", number=1, text="z", at=NOW, by_id=people["leader"].user)
    poll = Poll.objects.create(group=group, title="Anketa", per="person", created=NOW, closes=NOW)
    organisation = group.memberships.get(user_id=me).organisation
    Answer.objects.create(poll=poll, user_id=me, organisation=organisation, key=f"person:{me}", sheet={"1": [0]}, at=NOW)
    Turnout.objects.create(
        poll=Poll.objects.create(group=group, title="Tajná", per="person", anonymous=True, created=NOW, closes=NOW), key=f"person:{me}"
    )
    assert [row["kind"] for row in own.written(me)] == ["minutes", "comment"]
    assert (own.written_by(me), own.answered_by(me), own.took_part(me)) == (2, 1, 1)
    assert [row["sheet"] for row in own.answers(me)] == [{"1": [0]}]
