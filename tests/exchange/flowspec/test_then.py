"""Actions as the eight bytes that speakers exchange (values as in ExaBGP's published vectors)."""

from hsoc.exchange.flowspec.then import Then


def test_community_of_each_action():
    assert Then(discard=True).community().hex() == "8006000000000000"
    assert Then(packets=1000).community().hex() == "800c0000447a0000"
    assert Then(redirect="65500:12345").community().hex() == "8008ffdc00003039"
