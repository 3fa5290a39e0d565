from __future__ import annotations

from django.urls import reverse


def test_the_editor_and_the_pages_have_their_places():
    assert reverse("wagtailadmin_home") == "/portal/web/"
    assert reverse("wagtail_serve", args=["co-je-hsoc/"]) == "/cs/co-je-hsoc/"
