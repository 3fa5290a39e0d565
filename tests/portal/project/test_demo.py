from __future__ import annotations

from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.models import Membership
from hsoc.portal.project.demo import HOUSE_NUMBER, drawn, kept, seconds_left, settle, totp_now

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("now", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_rfc_6238(now: int, code: str) -> None:
    assert totp_now(RFC_SECRET, now) == code  # appendix B, the last six of eight digits


def test_codes_are_those_that_the_door_expects() -> None:
    for account in drawn(analyst_of=1, manager_of=2).accounts:
        assert totp_now(account.totp_secret, 1_800_000_000) == format_hotp_value(hotp_value(account.totp_secret, 60_000_000))


def test_a_code_is_good_until_the_step_ends() -> None:
    assert [seconds_left(now) for now in (0, 1, 29, 30)] == [30, 29, 1, 30]


def test_credentials_are_drawn_once_per_folder_and_differ_between_folders(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "demo.json", tmp_path / "b" / "demo.json"
    accounts = kept(first, analyst_of=1, manager_of=2)
    assert kept(first, analyst_of=1, manager_of=2) == accounts
    assert first.stat().st_mode & 0o777 == 0o600
    others = kept(second, analyst_of=1, manager_of=2)
    secrets = [value for one in (*accounts.accounts, *others.accounts) for value in (one.password, one.totp_secret)]
    assert len(set(secrets)) == 16


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    file.write_text('{"accounts": [{"username": 1}]}')
    with pytest.raises(ValueError, match=r"demo.json: .*accounts\[0\]"):
        kept(file, analyst_of=1, manager_of=2)


@pytest.mark.django_db
def test_settling_twice_changes_nothing() -> None:
    accounts = drawn(analyst_of=1, manager_of=2)
    settle(accounts, now=NOW)
    before = Entry.objects.count()
    settle(accounts, now=NOW)
    assert Entry.objects.count() == before
    seats = Membership.objects.values_list("user__username", "organisation__number", "role").order_by("user__username")
    assert list(seats) == [
        ("analytik", 1, "analyst"),
        ("koordinator", HOUSE_NUMBER, "coordinator"),
        ("manazer", 2, "manager"),
        ("operator", HOUSE_NUMBER, "operator"),
    ]
