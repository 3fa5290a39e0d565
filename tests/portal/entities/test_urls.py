from django.urls import reverse


def test_the_page_has_an_address() -> None:
    assert reverse("entity") == "/portal/entity/"
