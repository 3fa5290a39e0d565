from django.urls import reverse


def test_a_file_has_an_address() -> None:
    assert reverse("file", args=["token"]) == "/files/token/"
