"""Names of the addresses."""

from django.urls import resolve, reverse


def test_a_list_has_an_address() -> None:
    path = reverse("block_list", args=("community", "green", "ip", "txt"))
    assert path == "/feeds/block/community/green/ip.txt"
    assert resolve(path).url_name == "block_list"
