"""The line to the portal tells no secret to the network; what the doors say over it is tried with them."""

import pytest

from hsoc.perimeter.wires.line import Line, Unreachable, is_loopback


@pytest.mark.parametrize("url", ["http://portal.example/warden3", "http://portal.example", "ftp://127.0.0.1/", "127.0.0.1/warden3", ""])
def test_a_url_that_would_tell_the_secret_to_the_network_is_refused(url):
    with pytest.raises(ValueError, match=r"expected|without TLS"):
        Line(url, most=1, timeout=1)


def test_this_machine_is_known_by_its_names():
    assert [is_loopback(host) for host in ("localhost", "127.0.0.9", "::1", "192.0.2.1", "portal.example")] == [True] * 3 + [False] * 2


def test_nobody_there_is_unreachable():
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        Line("http://127.0.0.1:9", most=1, timeout=1).ask("GET", "policy", headers={})


def test_a_certificate_that_is_none_is_said_at_once(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        Line("https://portal.example", most=1, timeout=1, certificate=str(tmp_path / "none.pem"))
