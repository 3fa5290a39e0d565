"""Each room answers through its own gate: what one may not see is not found, however it is written."""

from datetime import timedelta

import msgspec
import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import NOW, acting, organisation, person
from tests.factories.network import hospital, rule
from tests.factories.search import first_hits

from hsoc.journal.days import DAY_MS, day_bounds
from hsoc.portal.indicators.actions import share
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.search.queries import providers
from hsoc.portal.search.queries.asking import wanted_of
from hsoc.portal.search.queries.providers import BY_CODE, PROVIDERS
from hsoc.records.tlp import TLP


def found(code: str, actor, text: str) -> list[str]:
    wanted = wanted_of(text, NOW)
    return [hit.title for hit in first_hits(BY_CODE[code].find(actor, wanted), 10)] if wanted else []


def test_two_letters_are_needed() -> None:
    assert [wanted_of(text, NOW) for text in ("", " ", "a", " é ")] == [None] * 4
    assert wanted_of("é é", NOW).words == ("e", "e")


def test_members_are_found_by_name_without_marks_and_by_address(db) -> None:
    hospital(7, name="Nemocnice Říčany")
    organisation(8, name="Záchranná služba", region="Říčan")
    operator, stranger = acting(Role.OPERATOR, 100), acting(Role.COLLEAGUE, 9)
    assert found("members", operator, "RICANY") == ["Nemocnice Říčany"]
    assert found("members", operator, "rican") == ["Nemocnice Říčany", "Záchranná služba"]  # the title before the region
    assert found("members", operator, "198.18.7.9") == ["Nemocnice Říčany"]
    assert found("members", stranger, "ricany") == []
    assert found("members", stranger, "198.18.7.9") == []


def test_people_of_others_are_not_found(db) -> None:
    someone = person(Role.ANALYST, 7, username="alena")
    someone.name = "Alena Šťastná"
    someone.save()
    assert found("people", acting(Role.MANAGER, 7), "stastna") == ["Alena Šťastná"]
    assert found("people", acting(Role.MANAGER, 8), "stastna") == []


def test_indicators_keep_their_audience(db) -> None:
    owner = acting(Role.ANALYST, 1)
    for value, label in (("203.0.113.7", TLP.GREEN), ("203.0.113.8", TLP.RED)):
        share(actor=owner, organisation=1, items=[indicator(value, tlp=label)], via="portal", now=NOW)
    assert sorted(found("indicators", owner, "203.0.113.0/24")) == ["203.0.113.7", "203.0.113.8"]
    assert found("indicators", acting(Role.ANALYST, 2), "203.0.113.0/24") == ["203.0.113.7"]
    assert found("indicators", acting(Role.COLLEAGUE, 3), "203.0.113.7") == []


def test_rules_are_found_by_their_reason(db) -> None:
    rule(comment="Tiskárny v přízemí", until=NOW + timedelta(days=2))
    assert found("rules", acting(Role.MANAGER, 7), "prizemi tiskarny") == ["Tiskárny v přízemí"]
    assert found("rules", acting(Role.MANAGER, 8), "tiskarny") == []


def test_pages_are_found_by_what_they_are_for(db) -> None:
    assert found("pages", acting(Role.OPERATOR, 100), "tichá doba") != []
    assert found("pages", acting(Role.COLLEAGUE, 9), "cerna dira") == []


def test_only_values_can_be_looked_up() -> None:
    from tests.factories.members import actor  # noqa: PLC0415

    analyst = actor(Role.ANALYST)
    assert [bool(found("values", analyst, text)) for text in ("198.18.0.1", "bad.example", "two words", "word")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("one", PROVIDERS, ids=[one.code for one in PROVIDERS])
@pytest.mark.parametrize("text", ["nemocnice", "198.18.7.0/24", "%_'\"\\ --", "a" * 300, "hSOC-2026-10-05-M-0001"])
def test_a_visitor_finds_nothing_that_is_not_his(db, one, text) -> None:
    hospital(7, name="Nemocnice Říčany")
    rule(comment="nemocnice")
    wanted = wanted_of(text, NOW)
    hits = [] if one.code == "pages" else first_hits(one.find(NOBODY, wanted), 5)
    assert hits == []
    assert isinstance(first_hits(one.find(actor_of(person(Role.OPERATOR, 100)), wanted), 5), list)


def test_threats_of_older_days_are_searched_on_in_their_list(db, settings, tmp_path, monkeypatch) -> None:
    settings.JOURNAL = tmp_path
    begin = day_bounds("2026-03-10")[0]
    write(tmp_path, row(1, begin), row(2, begin + DAY_MS, source="203.0.113.9"))
    operator, wanted = acting(Role.OPERATOR, 100), msgspec.structs.replace(wanted_of("203.0.113.7", NOW), few=5)
    monkeypatch.setattr(providers, "FEW_SECONDS", 60.0)
    whole = BY_CODE["events"].find(operator, wanted)
    assert ([one.serial for one in whole.rows], whole.beyond) == ([1], None)
    monkeypatch.setattr(providers, "FEW_SECONDS", 0.0)
    begun = BY_CODE["events"].find(operator, wanted)
    assert (begun.rows, begun.uncounted) == ((), True)
    assert begun.beyond.href == "/portal/events/?address=203.0.113.7"
    assert "11" in begun.beyond.text
