from datetime import timedelta

from tests.factories.force import waiting
from tests.factories.members import NOW, acting
from tests.factories.network import hospital, rule

from hsoc.portal.members.rules import Role
from hsoc.portal.network.queries import force
from hsoc.portal.network.queries.needs import needs


def test_a_rule_that_ends_soon_is_its_peoples_matter(db) -> None:
    hospital()
    soon = rule(until=NOW + timedelta(days=1), comment="<b>printers</b>")
    rule(until=NOW + timedelta(days=9))
    (one,) = needs(acting(Role.MANAGER, 7), NOW)
    assert (one.href, one.due, "<b>printers</b>" in one.what) == (f"/portal/network/rules/{soon.pk}/", soon.until, True)
    assert needs(acting(Role.OPERATOR, 100), NOW) == ()
    assert needs(acting(Role.ANALYST, 8), NOW) == ()


def test_what_the_engine_proposes_waits_for_the_operator(db, monkeypatch) -> None:
    monkeypatch.setattr(force, "waiting", lambda *_, **__: [(waiting(), None)] * 2)
    (one,) = needs(acting(Role.OPERATOR, 100), NOW)
    assert one.level == 5
    assert needs(acting(Role.MANAGER, 7), NOW) == ()
