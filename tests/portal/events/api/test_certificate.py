"""Only a trusted proxy's word counts; the door's tests try whole certificates (test_warden, network test_door)."""

from urllib.parse import quote

import pytest
from django.test import RequestFactory
from tests.portal.events.api.test_warden import certificate

from hsoc.portal.events.api.certificate import hostnames


def asked(remote="127.0.0.1", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


@pytest.fixture(autouse=True)
def proxy(settings):
    settings.WARDEN_PROXIES = ["127.0.0.1"]


def test_names_are_read_from_the_certificate():
    assert hostnames(RequestFactory().get("/", **certificate("cert.example", "other.example"))) == ("cert.example", "other.example")


def test_a_stranger_or_an_unverified_one_has_no_names():
    shown = certificate("cert.example")
    assert hostnames(RequestFactory().get("/", **shown | {"REMOTE_ADDR": "192.0.2.1"})) == ()
    assert hostnames(asked(**{"X-Client-Verify": "FAILED"})) == ()
    assert hostnames(asked(**{"X-Client-Verify": "SUCCESS", "X-Client-Cert": quote("no certificate")})) == ()
