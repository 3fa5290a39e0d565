"""The coordinator's page: one voice waits, two do not; a word is given, ended, and trust likewise, each with a reason."""

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, acting, organisation

from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.models import BlockApproval, Indicator, TrustedSource
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Role

PAGE = "/portal/indicators/approvals/"


@pytest.fixture
def coordinator(browser):
    organisation(HOUSE, kind=Kind.OPERATOR)
    made = browser(Role.COORDINATOR, HOUSE)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture(autouse=True)
def shared(db):
    from datetime import UTC, datetime  # noqa: PLC0415

    now = datetime.now(UTC)  # noqa: TID251  (pages live in real time)
    first, second = acting(Role.ANALYST, 1), acting(Role.ANALYST, 2)
    share(
        actor=first,
        organisation=1,
        items=[indicator("203.0.113.7"), indicator("203.0.113.8"), indicator("203.0.113.9", to_block=False)],
        via="portal",
        now=now,
    )
    share(actor=second, organisation=2, items=[indicator("203.0.113.8")], via="portal", now=now)


def text(answer):
    return answer.content.decode()


def test_only_what_one_organisation_alone_wants_blocked_waits(coordinator, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        page = text(coordinator.get(PAGE))
    assert [f"203.0.113.{number}<" in page for number in (7, 8, 9)] == [True, False, False]


def test_the_rest_follows_from_a_place_in_the_list(coordinator) -> None:
    newest = Indicator.objects.get(value="203.0.113.7").added
    assert "203.0.113.7<" in text(coordinator.get(PAGE, {"after": newest + 1}))
    page = text(coordinator.get(PAGE, {"after": newest}))
    assert ("203.0.113.7<" in page, "To the beginning" in page) == (False, True)


def test_a_word_is_given_and_ended(coordinator) -> None:
    given = {"kind": "ip", "value": "203.0.113.7", "valid": "30"}
    assert "A reason of a few words" in text(coordinator.post(f"{PAGE}approve/", given | {"reason": "x"}, follow=True))
    page = text(coordinator.post(f"{PAGE}approve/", given | {"reason": "seen by the national team"}, follow=True))
    assert ("Approved: it stands" in page, "Nothing waits." in page, "seen by the national team" in page) == (True, True, True)
    assert BlockApproval.objects.get().until is not None
    assert "Ended:" in text(coordinator.post(f"{PAGE}end/", given | {"reason": "it was a mistake"}, follow=True))
    assert BlockApproval.objects.get().ended is not None
    assert "not complete" in text(coordinator.post(f"{PAGE}approve/", {"kind": "moon"}, follow=True))


def test_trust_takes_its_values_off_the_page(coordinator) -> None:
    page = text(coordinator.post(f"{PAGE}trust/", {"organisation": "1", "reason": "the national team"}, follow=True))
    assert ("Trusted: what it shares" in page, "Nothing waits." in page) == (True, True)
    assert "No longer trusted" in text(
        coordinator.post(f"{PAGE}distrust/", {"organisation": "1", "reason": "too many errors"}, follow=True)
    )
    assert TrustedSource.objects.get().ended is not None
    assert "no such organisation" in text(coordinator.post(f"{PAGE}trust/", {"organisation": "77", "reason": "who is it"}, follow=True))


def test_only_coordinators_decide(browser) -> None:
    analyst = browser(Role.ANALYST, 3)
    assert (analyst.get(PAGE).status_code, analyst.post(f"{PAGE}trust/", {"organisation": "1", "reason": "my friend"}).status_code) == (
        403,
        403,
    )
