from django.urls import resolve, reverse


def test_hunts_have_an_address() -> None:
    assert reverse("hunts") == "/portal/hunts/"
    assert resolve("/portal/hunts/take-part/").url_name == "hunts_part"
