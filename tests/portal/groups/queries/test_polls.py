from datetime import timedelta

from tests.factories.members import NOW

from hsoc.portal.groups.actions.polls import Draft, answer, ask
from hsoc.portal.groups.queries import polls
from hsoc.portal.groups.rules.polls import Ask, Per


def test_lists_of_surveys_cost_few_queries(group_of, people, django_assert_num_queries) -> None:
    group, member = group_of(), people["member"]
    for number in range(4):
        ask(
            actor=member, group=group, title=f"{number}", text="", per=list(Per)[number % 2], anonymous=number > 1, early=False,
            closes=NOW + timedelta(days=7), now=NOW, questions=(Draft(kind=Ask.TEXT, text="Why"),),
        )  # fmt: skip
    every = list(polls.polls_visible_to(member).order_by("pk"))
    for one in every[1:3]:
        answer(actor=member, poll=one, given={1: ["so"]}, now=NOW)
    with django_assert_num_queries(6):
        seen = list(polls.polls_visible_to(member))
        assert polls.answered_by(member, seen) == {every[1].pk, every[2].pk}
        assert polls.voices(seen) == {every[0].pk: 0, every[1].pk: 1, every[2].pk: 1, every[3].pk: 0}
    assert polls.polls_visible_to(people["coordinator"]).count() == 0
    assert (polls.is_over(every[0], NOW), polls.is_over(every[0], NOW + timedelta(days=7))) == (False, True)
    assert polls.key_of(people["other"], every[1]) == ""
