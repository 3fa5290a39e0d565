"""The app of organisations and people."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Django's handle."""

    name = "hsoc.portal.members"
    label = "members"
