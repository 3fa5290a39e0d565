"""GoBGP's commands and listing: our own bytes, both ways."""

from hsoc.perimeter.mitigate.gobgp import GoBGP
from hsoc.perimeter.mitigate.plan import entry
from hsoc.records.decision import Action, Decision
from hsoc.records.scope import Match

VECTOR = entry(
    Decision(
        story="s", action=Action.FLOWSPEC, match=Match(dst="192.0.2.10/32", proto=(17,), sport=((123, 123),)), made=0, until=1
    )
)  # fmt: skip
NLRI = "0c0120c000020a03811106817b"
ATTRIBUTES = "40010100,400200,40030400000000,c010088006000000000000,c0200c0001000f0000485300000001"


def test_command_is_the_bytes() -> None:
    speaker = GoBGP()
    assert speaker.announce(speaker.route(VECTOR)) == f"announce ipv4-flowspec {NLRI} {ATTRIBUTES}"
    assert speaker.withdraw(speaker.route(VECTOR)) == f"withdraw ipv4-flowspec {NLRI} {ATTRIBUTES}"


def test_only_what_was_brought_in_here_is_read() -> None:
    speaker = GoBGP()
    listing = (
        f"ipv4-flowspec {NLRI} {ATTRIBUTES} local\nipv4-flowspec {NLRI} {ATTRIBUTES} 127.0.0.9\nipv4-flowspec zz {ATTRIBUTES} local\nlocal"
    )
    assert list(speaker.routes(listing)) == [speaker.route(VECTOR)]


def test_sessions_are_read() -> None:
    assert GoBGP().peers("peer 127.0.0.1 established\npeer ::1 down\npeer") == {"127.0.0.1": True, "::1": False}
