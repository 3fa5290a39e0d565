import io
import json

import pytest
from django.core.management import CommandError, call_command
from tests.portal.events.conftest import idea

from hsoc.portal.events.queries.clients import client


def said(*arguments: str, status: int = 0) -> str:
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("warden", *arguments, stdout=out)
        assert ended.value.code == status
    else:
        call_command("warden", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command("warden", *arguments, stdout=io.StringIO())
    assert error.value.returncode == 2
    return str(error.value)


def test_client_is_registered_changed_promoted_and_disabled(community, house) -> None:
    secret = said("register", "example.engine", "--organisation", "1", "--requestor", "it@house.example").strip()
    found = client(name="example.engine", secret=secret, hostnames=())
    assert (found.write, found.test) == (False, True)
    assert said("promote", "example.engine") == "example.engine: production\n"
    assert said("modify", "example.engine", "--test", "--debug", "--hostname", "e.example") == "example.engine: test\n"
    assert client(name="", secret=secret, hostnames=("e.example",)).debug
    [row] = json.loads(said("list", "--json"))
    assert (row["name"], row["stage"], row["hostname"], row["secret"], secret in str(row)) == (
        "example.engine",
        "test",
        "e.example",
        True,
        False,
    )
    assert said("secret", "example.engine").strip() != secret
    assert said("disable", "example.engine", "--reason", "it was replaced") == "example.engine: disabled\n"
    assert "disabled" in said("list", "example.engine").splitlines()[1]
    assert "after 548 days" in said("purge")


def test_what_cannot_be_done_ends_in_one_line(community, house) -> None:
    assert "not a client's name" in refused("register", "bad name", "--organisation", "1")
    assert "no organisation 77" in refused("register", "a.b", "--organisation", "77")
    assert "needs the hostname" in refused("register", "a.b", "--organisation", "1", "--certificate-only")
    assert "warden list" in refused("check", "nobody.there")
    assert "no client nobody.there" in refused("promote", "nobody.there")
    said("register", "a.b", "--organisation", "1")
    assert "exists already" in refused("register", "a.b", "--organisation", "1")
    assert "--hostname" in refused("modify", "a.b")
    assert "at least 1" in refused("purge", "--days", "0")
    with pytest.raises(CommandError):
        call_command("warden")


def test_check_of_a_client_shows_the_arithmetic_and_of_the_house_its_faults(community, house, send, write, settings) -> None:
    assert "hsoc-worker" in said("check", status=1)
    settings.HEARTBEATS.mkdir()
    (settings.HEARTBEATS / "worker").touch()
    assert said("check") == "The door works.\n"
    secret = said("register", "example.pot", "--organisation", "2").strip()
    assert "no events" in said("check", "example.pot", status=1)
    assert send(
        [idea("example.pot", "t", Category=["Recon.Scanning", "Test"], DetectTime="2036-01-01T00:00:00Z")], secret=secret
    ).json() == {"saved": 1}
    write()
    text = said("check", "example.pot", status=1)
    assert "60 of 100 over the newest 1 events\n100 − 15 × 1/1 − 10 × 1/1 − 10 × 1/1 − 5 × 1/1 = 60,0" in text
    assert "such as t" in text
    assert json.loads(said("check", "example.pot", "--json", status=1))["score"] == 60


def test_folder_is_handed_in_and_filled(community, house, tmp_path, write) -> None:
    said("register", "example.pot", "--organisation", "2", "--write")
    said("register", "example.reader", "--organisation", "3")
    incoming = tmp_path / "in" / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "a.idea").write_text(json.dumps(idea("example.pot", "a")))
    fetch = ("filer", "receiver", "--dir", str(tmp_path / "out"), "--client", "example.reader", "--once")
    assert said(*fetch) == "0 fetched\n"
    hand = ("filer", "sender", "--dir", str(tmp_path / "in"), "--client", "example.pot", "--once")
    assert said(*hand) == "1 handed in, 0 moved to errors\n"
    write()
    assert said(*fetch) == "1 fetched\n"
    (incoming / "b.idea").write_text("junk")
    assert said(*hand, status=1) == "0 handed in, 1 moved to errors\n"
    said("modify", "example.pot", "--receiver")
    assert "may not send" in refused(*hand)
    said("modify", "example.reader", "--no-read")
    assert "may not fetch" in refused(*fetch)
