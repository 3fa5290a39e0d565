"""MRT through BGP into routes, with what was left out."""

from tests.factories.routes import OTHER, OURS, gone, told

from hsoc.exchange.bgp.decode import Tally
from hsoc.exchange.bgp.encode import encode as message
from hsoc.exchange.mrt.encode import encode as record
from hsoc.perimeter.collect.routes import RouteFile, added
from hsoc.records.route import Envelope, values


def mrt(*updates):
    return b"".join(record(Envelope(one.time, one.peer, one.peer_asn, message(one))) for one in updates)


def test_updates_come_in_their_order():
    some = (told(OTHER, OURS, next_hop="192.0.2.7"), gone(asn=OTHER, at=2000))
    reader = RouteFile()
    assert [one for part in reader.routes(mrt(*some)) for one in values(part)] == list(some)
    assert (reader.updates, reader.faults()) == (2, [])


def test_what_is_left_out_is_said():
    reader = RouteFile()
    bad = record(Envelope(0, "192.0.2.1", OTHER, b"\xff" * 16 + b"\0\x20\x02" + bytes(4)))
    assert sum(len(part) for part in reader.routes(bad + mrt(gone(asn=OTHER)) + b"\0" * 5 + b"\x63" * 20)) == 1
    assert [fault.split(" ")[0] for fault in reader.faults()] == ["1", "offset"]


def test_tallies_add_up():
    assert added(Tally(1, 2, 3, 4), Tally(1, 1, 1, 1)) == Tally(2, 3, 4, 5)
