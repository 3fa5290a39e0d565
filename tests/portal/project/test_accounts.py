from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from tests.factories.members import HOUSE, NOW, PASSWORD, organisation, person

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.people import add_person, set_credentials
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.project.accounts import OwnLogins, SecondFactor
from hsoc.portal.project.demo import seconds_left, totp_now

ENOUGH_S = 3  # seconds that a slow machine needs for one answer
pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def code_of(secret: str) -> str:
    """A code that is still good when a slow machine gets to look at it: the door looks at the real clock."""
    left = seconds_left(time.time())  # noqa: TID251
    if left <= ENOUGH_S:
        time.sleep(left + 0.1)
    return totp_now(secret, time.time())  # noqa: TID251


@pytest.mark.parametrize("login", ["colleague-1", "colleague-1@hospital1.example"])
def test_one_logs_in_by_user_name_or_mail(visitor: Client, login: str) -> None:
    person(Role.COLLEAGUE, 1)
    answer = visitor.post("/account/login/", {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/")
    assert visitor.get("/portal/").status_code == 200


def test_a_deep_link_survives_the_login(visitor: Client) -> None:
    person(Role.COLLEAGUE, 1)
    there = visitor.get("/portal/rights/").headers["Location"]
    assert there == "/account/login/?next=/portal/rights/"
    assert visitor.post(there, {"login": "colleague-1", "password": PASSWORD}).headers["Location"] == "/portal/rights/"


def test_a_deep_link_with_its_filters_survives_the_second_factor_too(visitor: Client) -> None:
    person(Role.OPERATOR, HOUSE, username="operator", second_factor=False)
    set_credentials(actor=SYSTEM, username="operator", password=PASSWORD, totp_secret=SECRET, now=NOW)
    wanted = "/portal/members/?q=%C5%99%C3%AD%C4%8Dany&page=2"
    there = visitor.get(wanted).headers["Location"]
    asked = visitor.post(there, {"login": "operator", "password": PASSWORD}).headers["Location"]
    assert asked.startswith("/account/2fa/authenticate/")
    assert visitor.post(asked, {"code": code_of(SECRET)}).headers["Location"] == wanted


OUT = ("https://else.example/", "//else.example/", "///else.example", "/\\\\else.example", "https:else.example", "javascript:alert(1)")


@pytest.mark.parametrize("there", OUT)
def test_a_link_out_of_the_house_is_not_followed(visitor: Client, there: str) -> None:
    person(Role.COLLEAGUE, 1)
    answer = visitor.post("/account/login/", {"login": "colleague-1", "password": PASSWORD, "next": there})
    assert answer.headers["Location"] == "/portal/"
    acting = visitor.post("/portal/acting/", {"organisation": "1", "next": there})
    spoken = visitor.post("/language/", {"language": "en", "next": there})
    assert (acting.headers["Location"], spoken.headers["Location"]) == ("/portal/", "/")


def test_the_login_makes_a_new_session(visitor: Client) -> None:
    person(Role.COLLEAGUE, 1)
    visitor.cookies["hsoc"] = "planted"
    visitor.get("/portal/")
    visitor.post("/account/login/", {"login": "colleague-1", "password": PASSWORD})
    first = visitor.cookies["hsoc"].value
    assert first != "planted"
    visitor.post("/account/logout/")
    visitor.cookies["hsoc"] = first
    assert visitor.get("/portal/").status_code == 302
    visitor.post("/account/login/", {"login": "colleague-1", "password": PASSWORD})
    assert visitor.cookies["hsoc"].value not in ("planted", first)


def test_behind_a_proxy_each_house_has_its_own_guesses(visitor: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person(Role.COLLEAGUE, 1)

    def guess(house: str, name: str) -> bool:
        answer = visitor.post("/account/login/", {"login": name, "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.1, {house}"})
        return b"429" in answer.content or answer.status_code == 429 or "Příliš" in answer.content.decode()

    assert [guess("198.18.0.1", f"name-{n}") for n in range(21)] == [False] * 20 + [True]
    assert not guess("198.18.0.2", "name-22")


@pytest.mark.parametrize(("login", "password"), [("analyst-1", "wrong"), ("nobody", PASSWORD), ("analyst-1", "")])
def test_a_wrong_password_and_an_unknown_name_look_the_same(visitor: Client, login: str, password: str) -> None:
    person(Role.ANALYST, 1)
    assert visitor.post("/account/login/", {"login": login, "password": password}).status_code == 200
    assert visitor.get("/portal/").status_code == 302


def test_who_has_a_second_factor_is_asked_for_it(visitor: Client) -> None:
    person(Role.OPERATOR, HOUSE, username="operator", second_factor=False)
    set_credentials(actor=SYSTEM, username="operator", password=PASSWORD, totp_secret=SECRET, now=NOW)
    answer = visitor.post("/account/login/", {"login": "operator", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert visitor.get("/portal/").status_code == 302
    assert visitor.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = code_of(SECRET)
    assert visitor.post("/account/2fa/authenticate/", {"code": code}).headers["Location"] == "/portal/"
    assert visitor.get("/portal/").status_code == 200


def test_a_new_operator_sets_password_and_second_factor_and_is_in(visitor: Client, django_capture_on_commit_callbacks: Any) -> None:
    organisation(HOUSE, kind=Kind.OPERATOR)
    add_person(actor=SYSTEM, organisation=HOUSE, username="nova", email="nova@h.example", name="N", role=Role.OPERATOR, now=NOW)
    visitor.post("/account/password/reset/", {"email": "nova@h.example"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    form = visitor.get(link.group(1)).headers["Location"]
    visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    visitor.post("/account/login/", {"login": "nova", "password": PASSWORD})
    page = visitor.get("/portal/", follow=True)
    asked_again = page.redirect_chain[-1][0]
    assert asked_again == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    page = visitor.post(asked_again, {"password": PASSWORD}, follow=True)
    assert page.redirect_chain == [("/account/2fa/totp/activate/", 302)]
    code = code_of(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/account/2fa/totp/activate/", {"code": code})
    assert visitor.get("/portal/").status_code == 200
    written = list(Entry.objects.filter(who="nova").values_list("action", flat=True))
    assert written == [
        "password.reset",
        "session.opened",
        "device.new",
        "second_factor.added",
        "second_factor.added",
    ]  # the codes and the recovery codes


def test_nobody_signs_up_alone(visitor: Client) -> None:
    form = {"email": "x@h.example", "username": "x", "password1": PASSWORD, "password2": PASSWORD}
    visitor.post("/account/signup/", form)
    assert visitor.post("/account/login/", {"login": "x", "password": PASSWORD}).status_code == 200


def test_secrets_of_the_second_factor_are_stored_encrypted() -> None:
    box = SecondFactor()
    stored = box.encrypt(SECRET)
    assert SECRET not in stored
    assert box.decrypt(stored) == SECRET


def test_the_last_second_factor_stays_where_the_role_demands_one() -> None:
    box = SecondFactor()
    operator, colleague = person(Role.OPERATOR, HOUSE), person(Role.COLLEAGUE, 1, second_factor=True)
    first = Authenticator.objects.get(user=operator)
    assert not box.can_delete_authenticator(first)
    assert box.can_delete_authenticator(Authenticator.objects.get(user=colleague))
    Authenticator.objects.create(user=operator, type="webauthn", data={})
    assert box.can_delete_authenticator(first)


def test_a_stranger_who_locks_the_name_does_not_lock_its_owner_out(visitor: Client) -> None:
    person(Role.COLLEAGUE, 1)
    right, wrong = {"login": "colleague-1", "password": PASSWORD}, {"login": "colleague-1@hospital1.example", "password": "wrong"}
    assert visitor.post("/account/login/", right).status_code == 302
    visitor.post("/account/logout/")
    stranger = Client()
    for _ in range(6):
        stranger.post("/account/login/", wrong)
    assert Client().post("/account/login/", right).status_code == 200  # locked for whoever was never here
    assert visitor.post("/account/login/", right).status_code == 302  # the known device has its own lane
    cookie = visitor.cookies["hsoc_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_login_from_a_new_device_is_told_once(visitor: Client, django_capture_on_commit_callbacks: Any) -> None:
    person(Role.COLLEAGUE, 1)
    right = {"login": "colleague-1", "password": PASSWORD}
    firefox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            visitor.post("/account/login/", right, headers=firefox)
        visitor.post("/account/logout/")
    [told] = mail.outbox
    assert told.to == ["colleague-1@hospital1.example"]
    assert "Firefox, Windows" in told.body
    assert list(Entry.objects.filter(action__startswith="device").values_list("action", flat=True)) == ["device.new", "device.used"]


def test_a_foreign_login_makes_no_account() -> None:
    assert not OwnLogins().is_open_for_signup(None, None)
