from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.portal.search import actions


def test_the_palette_knows_places_deeds_and_what_is_kept(browser, visitor) -> None:
    me = person(Role.MANAGER, 1)
    actions.keep(actor=actor_of(me), address="/portal/day/", name="Můj den", shared=False, now=NOW)
    rows = browser(me).get("/portal/search/palette.json").json()["rows"]
    named = {row["title"]: row for row in rows}
    assert (named["Nové pravidlo"]["group"], named["Můj den"]["folded"]) == ("Akce", "muj den")
    assert "Napsat doporučení" not in named
    assert visitor.get("/portal/search/palette.json").status_code == 302


def test_hits_while_typing(browser) -> None:
    organisation(7, name="Nemocnice Říčany")
    page = browser(Role.OPERATOR, 100)
    rows = page.get("/portal/search/quick.json?q=ricany").json()["rows"]
    assert [(row["title"], row["href"]) for row in rows] == [("Nemocnice Říčany", "/portal/members/7/")]
    assert page.get("/portal/search/quick.json?q=x").json() == {"rows": []}
