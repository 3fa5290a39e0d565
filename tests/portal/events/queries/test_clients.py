from tests.portal.events.conftest import ANALYST, OPERATOR

from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.clients import client, clients_visible_to, keyed, own_clients


def test_secret_is_kept_under_the_key_of_the_house(settings) -> None:
    before = keyed("secret")
    settings.SECRET_KEY = "another house"
    assert keyed("secret") != before
    assert len(before) == 64


def test_two_clients_that_fit_are_none(register, community) -> None:
    register("example.a", 2, hostname="same.example", with_secret=False)
    register("example.b", 2, hostname="same.example", with_secret=False)
    assert client(name="", secret="", hostnames=("same.example",)) is None
    found = client(name="example.b", secret="", hostnames=("same.example",))
    assert found == WardenClient.objects.get(name="example.b")
    assert client(name="example.b", secret="", hostnames=()) is None


def test_clients_are_shown_to_their_organisation_and_the_operator(register) -> None:
    register("example.a", 2)
    register("example.b", 3)
    register("example.engine", 1)
    assert [one.name for one in clients_visible_to(ANALYST)] == ["example.a"]
    assert len(clients_visible_to(OPERATOR)) == 3
    assert own_clients() == {"example.engine"}
