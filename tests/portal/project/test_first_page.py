"""Each kind of reader finds what is his, in few queries."""

import pytest
from tests.factories.members import NOW, acting, organisation
from tests.portal.notices.actions.test_telling import invite

from hsoc.portal.members.rules import Actor, Role, Seat
from hsoc.portal.project.first_page import Reader, duties, first_page, reader_of


@pytest.mark.parametrize(
    ("seats", "acting_for", "reader"),
    [
        (((100, Role.OPERATOR),), 100, Reader.OPERATOR),
        (((100, Role.AUDITOR),), 100, Reader.COORDINATOR),
        (((1, Role.MANAGER), (1, Role.ANALYST)), 1, Reader.ANALYST),
        (((1, Role.MANAGER), (2, Role.ANALYST)), 1, Reader.MANAGER),
        (((1, Role.COLLEAGUE),), 1, Reader.COLLEAGUE),
        (((100, Role.COORDINATOR),), 0, Reader.COORDINATOR),
        ((), 0, Reader.COLLEAGUE),
    ],
)
def test_the_seat_acted_from_says_who_reads(seats, acting_for, reader) -> None:
    actor = Actor(user=1, organisation=acting_for, seats=tuple(Seat(number, role) for number, role in seats))
    assert reader_of(actor) is reader


@pytest.mark.parametrize("role", list(Role))
def test_every_reader_has_a_page_of_few_queries(browser, django_assert_max_num_queries, role) -> None:
    page = browser(role, 100)
    with django_assert_max_num_queries(30):
        answer = page.get("/portal/")
    assert answer.status_code == 200
    assert "Co vás potřebuje" in answer.text or "Nic na vás nečeká" in answer.text


def test_a_manager_sees_what_is_not_in_order(db) -> None:
    organisation(1, opted_out_of_sharing=True)
    manager = acting(Role.MANAGER, 1)
    found = {one.name: one.fine for one in duties(manager)}
    assert list(found.values()).count(False) >= 4
    assert duties(acting(Role.OPERATOR, 100)) != ()
    assert duties(Actor(user=1)) == ()
    invite([manager.user])
    assert [one["title"] for one in first_page(manager, NOW)["told"]] != []
