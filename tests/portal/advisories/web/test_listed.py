"""The list and its table, in both languages, empty and full."""

from tests.factories.advisories import advisory
from tests.factories.members import NOW, acting, person

from hsoc.portal.advisories.actions import take
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role


def test_an_empty_list_teaches_and_a_full_one_pages(browser) -> None:
    who = person(Role.ANALYST, 1)
    page = browser(who).get("/portal/advisories/")
    assert "CSAF" in page.text
    papers = [advisory(f"EX-{n}", title=f"Pump {n}") for n in range(35)]
    take(actor=actor_of(who), organisation=1, items=papers, via="t", now=NOW)
    page = browser(who).get("/portal/advisories/?severity=4&sort=score")
    assert page.context["count"] == 35
    following = page.context["following"]
    assert browser(who).get(f"/portal/advisories/?severity=4&sort=score&after={following}").text.count("data-href") == 5
    assert browser(who).get("/portal/advisories/?after=999999999").status_code == 404
    assert "35 upozornění" in browser(who).get("/portal/advisories/").text


def test_the_table_holds_what_the_list_shows_and_no_formula(browser) -> None:
    who = acting(Role.ANALYST, 1)
    take(actor=who, organisation=1, items=[advisory(title="=cmd()"), advisory("EX-2", title="Other")], via="t", now=NOW)
    answer = browser(Role.MANAGER, 1).get("/portal/advisories/list.csv?text=cmd")
    told = b"".join(answer.streaming_content).decode()
    assert [line.split(",")[2] for line in told.splitlines()[1:]] == ["'=cmd()"]
