from datetime import UTC, date, datetime

from django.utils import translation

from hsoc.portal.members.web.held_words import NAMES, told

AT = datetime(2026, 11, 27, tzinfo=UTC)


def test_a_row_is_told_in_the_readers_words_and_values_for_people():
    row = {"name": "Alena", "speaks": ["cs", "en"], "shared": True, "email_verified": None, "created": AT, "values": {"n": 2}, "x17": 3}
    with translation.override("cs"):
        assert told([row]) == [
            [
                ("jméno", "Alena", "text"), ("mluví", "cs, en", "text"), ("vidí to kolegové", "ano", "text"),
                ("e-mail ověřen", "–", "text"), ("vytvořeno", AT, "moment"), ("co říká", "n: 2", "text"), ("x17", 3, "text"),
            ]
        ]  # fmt: skip


def test_codes_are_told_in_words():
    row = {"action": "person.exported", "object": "person:64", "role": "analyst", "function": "duty", "kind": "device"}
    with translation.override("cs"):
        values = ["člověk: vývoz", "člověk 64", "analytik", "pohotovostní kontakt", "zařízení"]
        assert [value for _name, value, _shown in told([row])[0]] == values
        assert told([{"kind": "openpgp", "role": ""}])[0][0][1] == "openpgp"


def test_the_days_of_an_absence_are_not_looks_at_a_device():
    with translation.override("en"):
        absence = told([{"first": date(2026, 12, 1), "stand_in__username": "h1-3"}])
        assert absence == [[("first day", date(2026, 12, 1), "day"), ("stand-in", "h1-3", "text")]]
        assert told([{"first": AT}]) == [[("first seen", AT, "moment")]]


def test_every_name_has_czech_words():
    with translation.override("en"):
        english = {key: str(name) for key, name in NAMES.items()}
    with translation.override("cs"):
        assert {key for key, name in NAMES.items() if str(name) == english[key]} == {"text", "role"}  # the same in both
