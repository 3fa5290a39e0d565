"""What is let through to be judged, and what is not. The whole way is tests/journeys/test_own_login_saml.py."""

import base64

import pytest

pytestmark = pytest.mark.saml
GOOD = b"<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>"


def packed(text: bytes) -> str:
    return base64.b64encode(text).decode()


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        (packed(GOOD), True),
        ("", False),
        ("%%%", False),
        (packed(b"text"), False),
        (packed(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), False),
        (packed(b"<a>" + b" " * 256 * 1024 + b"</a>"), False),
    ],
    ids=["an answer", "nothing", "no base64", "no XML", "a DTD", "too long"],
)
def test_only_xml_of_a_sane_size_is_passed_on(given, passes):
    from hsoc.portal.accounts.web.saml import _is_xml  # noqa: PLC0415 - its library is an extra

    assert _is_xml(given) is passes
