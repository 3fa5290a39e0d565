from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.test import RequestFactory
from tests.factories import members as people

from hsoc.journal.own_traffic import Wanted
from hsoc.portal.members.rules import Actor, Role, Seat
from hsoc.portal.network.web.traffic_page import Asked, chips, rule_href, shared, span_text


def asked(query: str, actor: Actor, view: str = "overview") -> Asked:
    request = RequestFactory().get(f"/portal/network/traffic/?{query}")
    request.actor = actor
    return Asked(request, view)


def test_the_member_is_ones_own_unless_said(community) -> None:
    both = Actor(user=1, username="both", seats=(Seat(2, Role.ANALYST), Seat(3, Role.ANALYST)), organisation=3)
    assert [asked(query, both).member for query in ("", "member=2", "member=x")] == [3, 2, 3]
    assert asked("", people.actor(Role.OPERATOR, people.HOUSE)).member == 0


def test_links_keep_the_filters(community) -> None:
    one = asked("port=443&last=7d", people.actor(Role.ANALYST, 2))
    assert one.to("flows", proto="tcp") == "/portal/network/traffic/flows/?member=2&last=7d&proto=tcp&port=443"
    assert one.to(port=None) == "/portal/network/traffic/?member=2&last=7d"


def test_chips_speak_and_lead_out(community) -> None:
    one = asked("port=443&way=in&dropped=yes&proto=6&asn=64500", people.actor(Role.ANALYST, 2))
    found = {chip.text: chip.href for chip in chips(one)}
    assert {"443", "TCP", "AS64500"} <= found.keys()
    assert "port=443" not in found["443"]
    assert len(found) == 5


def test_frame_names_tabs_spans_and_rights(community) -> None:
    one = asked("", people.actor(Role.ANALYST, 2))
    frame = shared(one, one.wanted)
    assert (frame["own"], frame["may_export"], frame["members"]) == (True, True, [])
    assert [tab.here for tab in frame["tabs"]].count(True) == 1
    assert [here for _, _, here in frame["spans"]] == [False, False, True, False]


def test_filters_lead_to_a_rule_for_the_same_traffic(community) -> None:
    analyst = people.actor(Role.ANALYST, 2)
    towards = parse_qs(urlsplit(rule_href(asked("partner=198.19.9.9&proto=tcp&port=443", analyst))).query)
    assert (towards["direction"], towards["source"], towards["destination_port"]) == (["in"], ["198.19.9.9"], ["443"])
    assert towards["destination"][0].startswith("198.18.")
    outwards = parse_qs(urlsplit(rule_href(asked("own=198.18.2.7&way=out&proto=icmp&port=8", analyst))).query)
    assert (outwards["source"], outwards.get("destination"), outwards.get("destination_port")) == (["198.18.2.7"], None, None)
    assert rule_href(asked("way=in", analyst)) == ""  # too little said


def test_a_span_within_a_day_names_the_day_once() -> None:
    assert span_text(Wanted(since=1_773_097_200_000, until=1_773_100_800_000), "en") == "Tue\u00a010\u00a0Mar 00:00 – 01:00"
