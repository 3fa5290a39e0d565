"""ExaBGP's names for numbers, both ways."""

import pytest
from exabgp.protocol.ip.port import Port

from hsoc.exchange.flowspec.compose import rule
from hsoc.exchange.flowspec.terms import Unreadable
from hsoc.perimeter.mitigate.exabgp_words import lowest, numbers
from hsoc.records.scope import Match


@pytest.mark.parametrize(
    ("component", "word", "read"),
    [
        ("source-port", "=ntp", "=123"),
        ("destination-port", ">=cadlock2&<=callbook", ">=1000&<=2000"),
        ("destination-port", "=8081", "=8081"),
        ("icmp-type", "=echo-request", "=8"),
        ("protocol", "=udp", "=17"),
        ("tcp-flags", "=syn&!ack", "=syn&!ack"),
    ],
)
def test_names_become_numbers(component: str, word: str, read: str) -> None:
    assert numbers(component, word) == read


def test_unknown_names_are_refused() -> None:
    with pytest.raises(Unreadable, match="no name of sport"):
        numbers("source-port", "=no-such-service")


def test_every_port_comes_back_as_the_lowest_of_its_name() -> None:
    for port, name in Port.names.items():
        (component,) = (c for c in lowest(rule(Match(proto=(6,), dport=((port, port),)))).components if c.kind == 5)
        assert numbers("destination-port", f"={name}") == f"={component.terms[0].value}"
        assert Port.names[component.terms[0].value].lower() == name.lower()
