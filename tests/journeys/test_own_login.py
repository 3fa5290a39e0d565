"""A hospital's own login, for real: an OpenID Connect provider on loopback, connected once, then used to get in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from tests.factories.members import PASSWORD, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """Discovery, keys, token and user info, as OpenID Connect Core 1.0 has them."""

    subject, nonce, codes = "sub-1", "", 0

    def _answer(self, told: dict) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("openid-configuration"):
            ends = {"authorization": "/authorize", "token": "/token", "userinfo": "/userinfo"}
            told = {f"{name}_endpoint": here + path for name, path in ends.items()}
            self._answer({"issuer": here, "jwks_uri": f"{here}/jwks", **told})
        elif self.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._answer({"keys": [public | {"kid": "k1", "alg": "RS256", "use": "sig"}]})
        else:
            self._answer({"sub": self.subject, "email": "colleague-1@hospital1.example", "email_verified": True})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        here, now = f"http://127.0.0.1:{self.server.server_port}", int(time.time())
        claims = {"iss": here, "aud": "hsoc", "sub": self.subject, "iat": now, "exp": now + 300, "nonce": type(self).nonce}
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"})
        self._answer({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def provider(settings) -> Iterator[type[Provider]]:
    cache.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app = {"provider_id": "h1", "name": "Hospital 1", "client_id": "hsoc", "secret": "s"}
    app["settings"] = {"server_url": f"http://127.0.0.1:{server.server_port}"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield Provider
    server.shutdown()
    thread.join()
    server.server_close()


def through(client: Client, provider: type[Provider], process: str) -> object:
    """Press the button, be sent to the provider, come back with its code."""
    sent = client.post(f"/account/oidc/h1/login/?process={process}")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = asked.get("nonce", [""])[0]
    return client.get("/account/oidc/h1/login/callback/", {"code": "c", "state": asked["state"][0]}, follow=True)


def test_connected_once_then_used_and_never_makes_an_account(provider):
    person(Role.COLLEAGUE, 1)
    stranger = Client()
    through(stranger, provider, "login")
    assert stranger.get("/portal/").status_code == 302  # the same mail address proves nothing
    assert User.objects.count() == 1
    owner = Client()
    owner.post("/account/login/", {"login": "colleague-1", "password": PASSWORD})
    through(owner, provider, "connect")
    assert b"Hospital 1" in owner.get("/account/3rdparty/").content
    later = Client()
    through(later, provider, "login")
    assert later.get("/portal/").status_code == 200
    provider.subject = "sub-2"
    other = Client()
    through(other, provider, "login")
    assert other.get("/portal/").status_code == 302
    provider.subject = "sub-1"
    assert list(Entry.objects.filter(action__startswith="own_login").values_list("action", flat=True)) == ["own_login.connected"]
