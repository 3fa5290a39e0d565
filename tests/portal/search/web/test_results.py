import pytest
from tests.factories.members import organisation, person

from hsoc.portal.members.rules import Role
from hsoc.portal.search.queries import everything


@pytest.fixture(autouse=True)
def unhurried(monkeypatch) -> None:
    """A loaded machine makes no room slow here."""
    monkeypatch.setattr(everything, "SECONDS", 60.0)
    monkeypatch.setattr(everything, "SECONDS_IN_ALL", 600.0)


def test_results_are_grouped_escaped_and_few_queries(browser, asked_at_most) -> None:
    for number in range(1, 31):
        organisation(number, name=f"Nemocnice <b>Říčany</b> {number:02}")
    page = browser(Role.OPERATOR, 100)
    with asked_at_most(30):
        shown = page.get("/portal/search/?q=ricany").text
    assert ("Nemocnice &lt;b&gt;Říčany" in shown, "<b>Říčany" in shown, "in=members" in shown) == (True, False, True)
    assert "page=2" in page.get("/portal/search/?q=ricany&in=members").text
    assert "Nemocnice &lt;b&gt;Říčany&lt;/b&gt; 30" in page.get("/portal/search/?q=ricany&in=members&page=2").text
    for address, said in (
        ("", "Co hledáte?"),
        ("?q=x", "aspoň dvě"),
        ("?q=neexistuje", "Nic se nenašlo"),
        ("?q=ricany&in=members&page=99", "Tady už nic"),
    ):
        assert said in page.get(f"/portal/search/{address}").text
    assert page.get("/portal/search/?q=%3Cscript%3E&in=nothing&page=x").text.count("<script>") == 0


def test_all_rooms_together_stay_within_the_queries_of_a_page(browser, asked_at_most) -> None:
    for number in range(1, 9):
        organisation(number, name=f"Nemocnice {number}")
    reader = browser(person(Role.COORDINATOR, 100, username="keeper"))
    with asked_at_most(30):
        page = reader.get("/portal/search/", {"q": "nemocnice"})
    assert {one.code: one.counted for one in page.context["groups"]}["members"] == "8"
