from __future__ import annotations

from types import SimpleNamespace

from django.utils import translation

from hsoc.portal.network.templatetags import network


def flow(**more):
    return SimpleNamespace(**({"proto": 6, "tcp_flags": 2, "icmp": -1, "fragment": 0, "first": 0, "last": 1500, "service": 443} | more))


def test_marks_and_ports() -> None:
    with translation.override("en"):
        assert network.flow_marks(flow()) == "SYN"
        assert network.flow_marks(flow(proto=1, icmp=8 * 256)) == "type 8 code 0"
        assert network.flow_marks(flow(proto=17, fragment=2)) == "fragment"
        assert network.flow_lasted(flow()) == "1.5\u00a0s"
        assert network.flow_lasted(flow(last=125_000)) == "2\u00a0min\u00a05\u00a0s"
        assert network.flow_service(flow()) == "443/tcp HTTPS"
    assert (network.flow_port(flow(), 443), network.flow_port(flow(proto=1), 0)) == (":443", "")


def test_links_go_through_the_page() -> None:
    class Page:
        def to(self, view=None, **changes):
            return f"{view} {changes}"

    assert network.traffic_href({"asked": Page()}, port=1) == "None {'offset': None, 'port': 1}"
    assert network.flow_href({"asked": Page()}, flow(own="a", partner="b")) == "flows {'own': 'a', 'partner': 'b'}"


def test_times_carry_their_seconds() -> None:
    with translation.override("en"):
        assert "10 Mar 00:00:07" in network.moment_exact(1_773_097_207_000).replace("\u00a0", " ")
