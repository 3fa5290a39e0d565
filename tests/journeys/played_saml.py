"""A hospital's own login by SAML 2.0, played against an identity provider that signs as real ones do. Run by test_own_login_saml.py.

It is a session of its own, because the house takes up SAML when it starts. The provider reads the question as it came in the address,
answers with a signed assertion, and in the end with all that a real one never sends.
"""

from __future__ import annotations

import base64
import os
import tomllib
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Saml
from tests.factories.members import PASSWORD, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
FILE = Path(os.environ["HSOC_LOGIN_PROVIDERS"])
TOLD = tomllib.loads(FILE.read_text())["saml"][0]
KEY, FOREIGN = (FILE.with_name(name).read_text() for name in ("key.pem", "foreign.pem"))
AT = "/account/saml/hospital2/"
SUBJECT = "urn:oasis:names:tc:SAML:attribute:subject-id"


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def asked(client: Client, process: str) -> tuple[str, str]:
    """Press the button; (number of the question, where the answer goes)."""
    sent = client.post(f"{AT}login/?process={process}")
    assert sent.status_code == 302
    assert sent.headers["Location"].startswith(TOLD["sso_url"])
    packed = parse_qs(urlsplit(sent.headers["Location"]).query)["SAMLRequest"][0]
    question = ET.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    return question.attrib["ID"], question.attrib["AssertionConsumerServiceURL"]


def answer(question: str, to: str, *, subject: str = "s-1", key: str | None = KEY, audience: str = "", late: bool = False) -> str:
    now = datetime.now(UTC) - timedelta(hours=late)
    issued, until = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (now, now + timedelta(minutes=5)))
    metadata = ET.fromstring(browser().get(f"{AT}metadata/").content)
    audience = audience or metadata.attrib["entityID"]
    said = (
        f'<saml:Assertion xmlns:saml="{Names.NS_SAML}" ID="_a{subject}{question}" Version="2.0" IssueInstant="{issued}">'
        f"<saml:Issuer>{TOLD['entity_id']}</saml:Issuer><saml:Subject><saml:NameID>{subject}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="{Names.CM_BEARER}"><saml:SubjectConfirmationData InResponseTo="{question}" Recipient="{to}" '
        f'NotOnOrAfter="{until}"/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{issued}" NotOnOrAfter="{until}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience>'
        f'</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{issued}" SessionNotOnOrAfter="{until}">'
        f"<saml:AuthnContext><saml:AuthnContextClassRef>{Names.AC_PASSWORD}</saml:AuthnContextClassRef></saml:AuthnContext>"
        f"</saml:AuthnStatement><saml:AttributeStatement>"
        f'<saml:Attribute Name="{SUBJECT}"><saml:AttributeValue>{subject}</saml:AttributeValue>'
        f'</saml:Attribute><saml:Attribute Name="mail"><saml:AttributeValue>colleague-2@hospital2.example</saml:AttributeValue>'
        f"</saml:Attribute></saml:AttributeStatement></saml:Assertion>"
    )
    if key is not None:
        said = Saml.add_sign(
            said, key, Saml.format_cert(TOLD["certificate"]), sign_algorithm=Names.RSA_SHA256, digest_algorithm=Names.SHA256
        ).decode()
    whole = (
        f'<samlp:Response xmlns:samlp="{Names.NS_SAMLP}" xmlns:saml="{Names.NS_SAML}" ID="_r{question}" Version="2.0" '
        f'IssueInstant="{issued}" Destination="{to}" InResponseTo="{question}"><saml:Issuer>{TOLD["entity_id"]}</saml:Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="{Names.STATUS_SUCCESS}"/></samlp:Status>{said}</samlp:Response>'
    )
    return base64.b64encode(whole.encode()).decode()


def handed_in(client: Client, response: str) -> bytes:
    """The browser brings the answer, from the provider's page."""
    return client.post(f"{AT}acs/", {"SAMLResponse": response}, follow=True).content


def is_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def test_connected_once_then_used_and_never_makes_an_account():
    person(Role.COLLEAGUE, 2)
    stranger = browser()
    handed_in(stranger, answer(*asked(stranger, "login")))
    assert not is_in(stranger)  # the same mail address proves nothing
    assert User.objects.count() == 1
    owner = browser()
    owner.post("/account/login/", {"login": "colleague-2", "password": PASSWORD})
    handed_in(owner, answer(*asked(owner, "connect")))
    assert b"Hospital 2" in owner.get("/account/3rdparty/").content
    later = browser()
    handed_in(later, answer(*asked(later, "login")))
    assert is_in(later)
    assert list(Entry.objects.filter(action__startswith="own_login").values_list("action", flat=True)) == ["own_login.connected"]


def test_what_no_real_provider_sends_opens_nothing():
    person(Role.COLLEAGUE, 2)
    owner = browser()
    owner.post("/account/login/", {"login": "colleague-2", "password": PASSWORD})
    handed_in(owner, answer(*asked(owner, "connect")))
    for name, wrong in {
        "unsigned": {"key": None},
        "signed by somebody else": {"key": FOREIGN},
        "for another portal": {"audience": "https://other.example/"},
        "an hour old": {"late": True},
        "somebody else": {"subject": "s-2"},
    }.items():
        client = browser()
        handed_in(client, answer(*asked(client, "login"), **wrong))
        assert not is_in(client), name
    unasked = browser()
    _, to = asked(browser(), "login")
    handed_in(unasked, answer("_of_nobody", to))
    assert not is_in(unasked)
    once = browser()
    good = answer(*asked(once, "login"))
    other = browser()
    handed_in(other, good)
    assert not is_in(other)  # an answer that was overheard is good in its own browser only
    handed_in(once, good)
    assert is_in(once)


def test_nonsense_at_the_door_is_a_page():
    client = browser()
    for nonsense in (
        "",
        "%%%",
        base64.b64encode(b"<a>" * 2000).decode(),
        base64.b64encode(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').decode(),
    ):
        answered = client.post(f"{AT}acs/", {"SAMLResponse": nonsense}, follow=True)
        assert answered.status_code == 401
        assert "Přihlášení přes vaši organizaci se nezdařilo" in answered.content.decode()
    assert client.get(f"{AT}metadata/").headers["Content-Type"].startswith("text/xml")
    assert client.get("/account/saml/nobody/metadata/").status_code == 404
