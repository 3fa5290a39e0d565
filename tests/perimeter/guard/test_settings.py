"""The section [routing.settings]: unknown keys and impossible numbers are refused."""

import msgspec
import pytest

from hsoc.perimeter.guard.settings import Role, Settings


def test_sessions_are_read():
    text = b'own_asns = [64500]\n[[session]]\naddress = "192.0.2.1"\nasn = 64501\nrole = "customer"\n'
    assert msgspec.toml.decode(text, type=Settings).session[0].role is Role.CUSTOMER


@pytest.mark.parametrize(
    "text", [b"own_asn = [1]", b"own_asns = [-1]", b"lost_share = 0.0", b'[[session]]\naddress = "x"\nrole = "friend"']
)
def test_what_is_misspelt_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(text, type=Settings)
