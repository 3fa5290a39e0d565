"""Filters speak the active language; tags write what the CSP allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from hsoc.portal.charts.templatetags import look

INSTANT = 1_795_267_867_000  # 2026-11-21 14:31:07 in Prague


def rendered(source: str, path: str = "/portal/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load look %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(("language", "told"), [("cs", "81\u202f964 3,1 95,2\u00a0% 1,9\u00a0GB"), ("en", "81,964 3.1 95.2% 1.9\u00a0GB")])
def test_filters_speak_the_active_language(language, told):
    with override(language):
        assert rendered("{{ a|number }} {{ b|decimal }} {{ c|share }} {{ d|size }}", a=81964, b=3.14, c=0.952, d=1.9e9) == told


def test_filters_say_nothing_known_as_a_dash():
    assert rendered("{{ a|number }}{{ a|size }}{{ a|share }}{{ a|clock }}{{ a|moment }}{{ a|instant }}", a=None) == "––––––"


def test_clock_carries_the_exact_instant():
    with override("cs"):
        assert (
            rendered("{{ a|clock }}", a=INSTANT)
            == '<time datetime="2026-11-21T14:31:07+01:00" title="so\u00a021.\u00a011. 2026 14:31:07 CET">14:31</time>'
        )


@pytest.mark.parametrize(("year", "told"), [(2026, "so\u00a021.\u00a011."), (2027, "21.\u00a011.\u00a02026")])
def test_instant_reads_a_datetime_of_the_database_and_names_the_year_of_another_one(monkeypatch, year, told):
    monkeypatch.setattr(look, "_this_year", lambda: year)
    with override("cs"):
        assert f">{told} 14:31</time>" in rendered("{{ a|instant }}", a=datetime.fromtimestamp(INSTANT / 1000, UTC))


@pytest.mark.parametrize(
    ("seconds", "czech"),
    [(5, "právě teď"), (60, "před 1 minutou"), (38 * 60, "před 38 minutami"), (2 * 3600, "před 2 hodinami"), (5 * 86_400, "před 5 dny")],
)
def test_relative_is_said_in_czech(seconds, czech):
    with override("cs"):
        assert look.relative(seconds) == czech


def test_tlp_is_a_stamp_with_its_colour():
    assert look.tlp("TLP:AMBER+STRICT") == '<span class="tlp tlp-amber">TLP:AMBER+STRICT</span>'


def test_theme_takes_only_what_it_knows():
    request = RequestFactory().get("/")
    request.COOKIES["hsoc_theme"] = 'dark" onload="x'
    assert look.theme(Context({"request": request})) == ""
    request.COOKIES["hsoc_theme"] = "dark"
    assert look.theme(Context({"request": request})) == ' data-theme="dark"'


def test_rail_item_marks_where_the_reader_is():
    assert 'aria-current="page"' in rendered('{% rail_item "events" "events" "Threats" %}', path="/portal/events/")
    assert 'aria-current="page"' not in rendered('{% rail_item "portal" "overview" "Overview" %}', path="/portal/events/")


@pytest.mark.parametrize(("language", "told"), [("cs", "1.\u00a012.\u00a02026 1.\u00a012."), ("en", "1\u00a0Dec\u00a02026 1\u00a0Dec")])
def test_a_day_is_dated_in_the_readers_language_and_in_prague(language, told):
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # already 1 December in Prague
    with override(language):
        assert rendered('{{ a|dated }} {{ b|dated:"bare" }}{{ c|dated }}', a=late, b=late.date() + timedelta(days=1), c=None) == told


GROUP = '{% rail_group "exchange" "Exchange" %}{% rail_item "hunts" "attention" "Hunts" %}{% endrail_group %}'


def test_a_group_of_the_rail_is_folded_until_the_reader_comes_into_it_or_opens_it():
    request = RequestFactory().get("/portal/events/")
    assert '<details data-group="exchange">' in rendered(GROUP, request=request)
    request.COOKIES[look.RAIL_COOKIE] = "network.exchange"
    assert '<details data-group="exchange" data-kept open>' in rendered(GROUP, request=request)
    assert '<details data-group="exchange" open>' in rendered(GROUP, path="/portal/hunts/")


def test_a_group_of_the_rail_without_an_entry_is_left_out():
    assert rendered('{% rail_group "x" "X" %}{% rail_item "not_built_yet" "events" "X" %}{% endrail_group %}') == ""


def test_rail_item_of_a_room_that_does_not_exist_is_left_out():
    assert rendered('{% rail_item "not_built_yet" "events" "X" %}') == ""
