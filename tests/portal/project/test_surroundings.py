from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from hsoc.portal.project.surroundings import database, kept_secret, listed, login_providers


def test_a_secret_is_drawn_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "secret", tmp_path / "b" / "secret"
    drawn = kept_secret(first)
    assert kept_secret(first) == drawn
    assert kept_secret(second) != drawn
    assert len(drawn) == 64
    assert first.stat().st_mode & 0o777 == 0o600
    assert first.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in first.parent.iterdir()] == ["secret"]


def test_lists_leave_blanks_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HSOC_TRIED", " a, ,b,")
    assert listed("HSOC_TRIED", "x") == ["a", "b"]
    monkeypatch.delenv("HSOC_TRIED")
    assert listed("HSOC_TRIED", "x,y") == ["x", "y"]


def test_without_an_address_the_database_is_a_file_with_one_writer_at_a_time(tmp_path: Path) -> None:
    made = database("", tmp_path / "x.sqlite3", wait=20)
    assert (made["ENGINE"], made["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "x.sqlite3"))
    assert (made["OPTIONS"]["transaction_mode"], made["OPTIONS"]["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]


def test_an_address_of_postgresql_is_taken_apart() -> None:
    made = database("postgresql://us%40er:p%2Fw@db.example:5433/hsoc?sslmode=require", Path(), wait=1)
    told = [made[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")]
    assert told == ["django.db.backends.postgresql", "hsoc", "us@er", "p/w", "db.example", "5433", {"sslmode": "require"}]


@pytest.mark.parametrize("url", ["mysql://h/x", "nonsense"])
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(ValueError, match="HSOC_DATABASE_URL"):
        database(url, Path(), wait=1)


OIDC = '[[oidc]]\nid = "h1"\nname = "Hospital 1"\nserver = "https://login.hospital1.example"\nclient_id = "hsoc"\nsecret = "s"\n'


def test_own_logins_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "logins.toml"
    file.write_text(OIDC)
    [app] = login_providers(str(file))["openid_connect"]["APPS"]
    assert (app["provider_id"], app["settings"]["server_url"]) == ("h1", "https://login.hospital1.example")
    assert login_providers("") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OIDC.replace("secret", "sekret"), r"\[\[oidc\]\] number 1: secret is missing"),
        (OIDC + 'more = "x"\n', "more is not known here"),
        (OIDC.replace('"s"', "5"), "secret must be a text"),
        (OIDC.replace("https", "http"), "server must begin with https://"),
        ("[[ldap]]\n", "no kind of login"),
        ("nonsense", "logins.toml"),
    ],
)
def test_a_bad_file_of_logins_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "logins.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=told):
        login_providers(str(file))


def test_saml_says_which_extra_it_needs_or_reads_its_entry(tmp_path: Path) -> None:
    file = tmp_path / "logins.toml"
    entry = '[[saml]]\nid = "h2"\nname = "H"\nentity_id = "https://idp.h2.example"\nsso_url = "https://idp.h2.example/sso"\n'
    file.write_text(entry + 'certificate = "MII"\n')
    if importlib.util.find_spec("onelogin") is None:
        with pytest.raises(ValueError, match="extra `saml`"):
            login_providers(str(file))
    else:
        [app] = login_providers(str(file))["saml"]["APPS"]
        assert app["settings"]["advanced"]["want_assertion_signed"]
