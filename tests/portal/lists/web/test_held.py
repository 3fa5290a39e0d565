import pytest
from tests.factories.members import NOW

from hsoc.portal.lists.actions.posts import write
from hsoc.portal.lists.models import Post
from hsoc.portal.lists.rules.posting import State, Writers


@pytest.mark.django_db
def test_leaders_decide_in_bulk_and_others_see_nothing(mailing_list, people, visit, django_assert_max_num_queries):
    mailing_list.writers = Writers.LEADERS
    mailing_list.save()
    numbers = [write(actor=people["member"], mailing_list=mailing_list, subject=f"s{n}", text="b", now=NOW).pk for n in range(5)]
    assert b"s0" not in visit("member", "held/").content
    visit("member", "held/", {"post": numbers, "act": "release"})
    assert set(Post.objects.values_list("state", flat=True)) == {State.HELD}
    with django_assert_max_num_queries(30):
        assert b"s0" in visit("leader", "held/").content
    visit("leader", "held/", {"post": numbers[:2], "act": "release"})
    visit("leader", "held/", {"post": numbers[2:3], "act": "discard"})
    visit("leader", "held/", {"post": numbers[3:], "act": "refuse", "reason": ""})
    visit("leader", "held/", {"post": numbers[3:4], "act": "refuse", "reason": "Not for here"})
    visit("leader", "held/", {"post": ["x", "9" * 30], "act": "nothing"})
    states = list(Post.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.OUT, State.OUT, State.DISCARDED, State.REFUSED, State.HELD]
