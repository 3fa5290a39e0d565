"""What is typed becomes bounds and settings; what was changed reads as people speak."""

from django.utils import translation

from hsoc.portal.network.forms.what_if import CEILING_NAMES, SETTING_NAMES, AskForm, changes_words
from hsoc.portal.network.rules.changes import CEILING, SETTINGS


def form(data):
    return AskForm(data, days=["2026-03-11", "2026-03-10", "2026-03-08"], today="2026-03-11", limits=["rdp"], detectors=["syn_flood"])


def test_only_what_is_filled_in_is_a_change():
    one = form({"day": "2026-03-10", "most_rules": "9", "set-syn_flood": "7", "observed": ["syn_flood"]})
    assert one.is_valid()
    assert (one.ceiling, one.tuned) == ({"most_rules": 9}, ["syn_flood.floor=7"])
    assert len(one.settings_fields()) == len(SETTINGS)
    assert len(one.ceiling_fields()) == len(CEILING_NAMES)
    assert not form({"day": "2026-03-09"}).is_valid()
    assert not form({"day": "2026-03-10", "without": ["other"]}).is_valid()


def test_everything_offered_has_words():
    assert set(CEILING_NAMES) == set(CEILING)
    assert set(SETTING_NAMES) == set(SETTINGS.values())
    with translation.override("en"):
        told = changes_words(
            {"profile": "hsoc", "without": ["rdp"], "observed": ["syn_flood"], "ceiling": {"most_rules": 9}, "tuned": ["syn_flood.floor=7"]}
        )
    assert (len(told), told[1], told[3]) == (5, "without the limit remote desktop, RDP (3389/tcp)", "Most entries of the table: 9")
    assert told[4].endswith("packets a second at least 7")


def test_days_are_named_and_the_last_whole_one_is_offered_first():
    with translation.override("en"):
        offered = form(None).fields["day"]
        names = [str(name).replace("\u00a0", " ") for _day, name in offered.choices]
    assert (offered.initial, names) == ("2026-03-10", ["today so far, Wed 11 Mar", "yesterday, Tue 10 Mar", "Sun 8 Mar"])
