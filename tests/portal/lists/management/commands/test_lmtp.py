import socket

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("place", ["nowhere", "127.0.0.1:", ":25"])
def test_a_place_that_is_none_is_said(place):
    with pytest.raises(CommandError, match="host:port"):
        call_command("lmtp", listen=place)


def test_a_taken_port_is_said():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        with pytest.raises(CommandError, match="cannot be listened on"):
            call_command("lmtp", listen=f"127.0.0.1:{one.getsockname()[1]}")
