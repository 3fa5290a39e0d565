from django.urls import resolve, reverse


def test_lists_have_addresses():
    assert reverse("lists") == "/portal/mail/"
    assert resolve("/portal/mail/of/hsoc-tech/7/").url_name == "list_thread"
