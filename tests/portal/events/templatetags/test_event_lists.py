"""Rows of the lists: what is told stands in its cell, what is not stays away, what strangers wrote is text."""

from __future__ import annotations

from tests.factories.events import INSTANT, row

from hsoc.journal.event_groups import Group
from hsoc.portal.events.templatetags.event_lists import event_rows, line_rows, options
from hsoc.portal.events.web.grouped import Line
from hsoc.portal.events.web.links import Door

USUAL = ("severity", "detected", "kind", "source", "target", "member", "fate", "tlp", "detections")


def group(**fields: object) -> Group:
    usual = {
        "id": "a-1", "day": "2026-11-21", "category": "Recon.Scanning", "detector": "", "vector": "", "severity": 2,
        "source": "198.51.100.23", "network": "198.18.12.0/24", "events": 1500, "detections": 3, "targets": 2, "first": INSTANT,
        "last": INSTANT, "detected": INSTANT, "fates": (0, 2, 1), "member": 3, "members": 1, "whole": True, "port": 445, "proto": 6,
    }  # fmt: skip
    return Group(**(usual | fields))


def test_each_address_leads_to_its_list_within_the_day():
    html = event_rows([row(targets=1)], USUAL, {}, Door("2026-11-21"))
    assert 'href="/portal/events/?day=2026-11-21&amp;source=198.51.100.23">198.51.100.23</a>' in html
    assert 'href="/portal/events/?day=2026-11-21&amp;target=198.18.12.0%2F24">198.18.12.0/24</a>' in html


def test_a_copy_tells_no_member_and_its_hidden_target_is_no_empty_cell():
    copy = event_rows([row(whole=False, member=3, target="", targets=1)], USUAL, {3: "Nemocnice"}, Door(""))
    own = event_rows([row(member=3, target="", targets=1)], USUAL, {3: "Nemocnice"}, Door(""))
    assert "Nemocnice" not in copy
    assert "Nemocnice" in own
    assert "side void" not in copy
    assert "side void" in own


def test_only_the_columns_shown_are_written():
    html = event_rows([row(client="cz.hsoc.perimeter")], ("client", "bytes"), {}, Door(""))
    assert html.count("<td") == 3  # with the box to pick it
    assert "cz.hsoc.perimeter" in html
    assert "5,0\u00a0MB" in html


def test_what_strangers_wrote_is_text():
    strange = '<b>"x"&'
    html = event_rows([row(id=strange, client=strange, category=strange, detector="", vector="")], ("kind", "client"), {}, Door(""))
    html += line_rows([Line(group(category=strange, network=strange), f"/{strange}")], {})
    html += options([(strange, strange)], None)
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&quot;x&quot;&amp;") == 9  # id, kind, client; twice the address, kind, network; value, name


def test_a_line_says_what_became_of_its_threats_and_leaves_out_what_did_not_happen():
    html = line_rows([Line(group(), "/x")], {3: "Nemocnice"})
    assert "1\u202f500" in html
    assert "2 zahozeno zásahem · 1 nezahozeno" in html
    assert "–" not in html  # it began and ended in one instant
    assert " – <time" in line_rows([Line(group(last=INSTANT + 60_000), "/x")], {})


def test_the_chosen_one_is_marked():
    assert options([("", "all"), (3, "Three")], "3") == '<option value="">all</option><option value="3" selected>Three</option>'
    assert options([("", "all"), (3, "Three")], None) == '<option value="" selected>all</option><option value="3">Three</option>'
