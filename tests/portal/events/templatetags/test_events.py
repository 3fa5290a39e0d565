"""Tags of threats: names, links, shapes."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override
from tests.factories.days import day_view
from tests.factories.events import row

from hsoc.portal.events.templatetags import events as tags
from hsoc.portal.events.web.links import Door


def rendered(source: str, **context: object) -> str:
    with override("en"):
        return Template("{% load events %}" + source).render(Context({"door": Door("2026-11-21"), **context}))


def test_severity_is_word_shape_and_colour_together():
    text = rendered("{% severity 5 %}")
    assert text.startswith('<span class="sev sev-5"><svg ')
    assert text.endswith("</svg>Critical</span>")


def test_fate_of_a_dry_run_says_so():
    assert "<small>dry run</small>" in rendered('{% fate "reactive" dry=True %}')
    assert "dry run" not in rendered('{% fate "preventive" dry=True %}')


@pytest.mark.parametrize(("number", "told"), [(0, "several members"), (3, "Hospital"), (4, "member no. 4")])
def test_member_is_named_only_where_the_reader_may_know(number, told):
    assert rendered("{% member_name n %}", n=number, names={3: "Hospital"}) == told


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Recon.Scanning", "category=Recon.Scanning"),
        ("reflection/dns", "detector=reflection&amp;vector=dns"),
        ("Attempt.Login/", "category=Attempt.Login"),
    ],
)
def test_a_row_leads_to_its_list(name, query):
    assert rendered("{% row_href n %}", n=name) == f"/portal/events/?day=2026-11-21&amp;{query}"


def test_attention_says_from_where_on_which_door_and_why():
    one = day_view().attention[1]
    assert rendered("{% attention_line one %}", one=one) == "from 198.18.4.11, 3389/tcp RDP, it is a service of the hospital itself"
    assert rendered("{% next_step one %}", one=one) == "Close the service to the internet"


def test_what_a_source_did():
    assert rendered("{% what_did one %}", one=day_view().sources[0]) == "Scan across addresses (TCP), 445/tcp SMB"


def test_event_name_of_a_row():
    with override("en"):
        assert tags.event_name(row()) == "Scan across addresses (TCP), 445/tcp SMB"
        assert tags.event_name(row(detector="", vector="", category="Malware", port=-1)) == "Malware"


def test_part_of_nothing_is_zero():
    assert rendered("{% part 1 4 %} {% part 0 0 %}") == "25.0% 0.0%"
