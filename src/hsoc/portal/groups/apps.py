"""Registration of the app `groups` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    """Working groups."""

    name = "hsoc.portal.groups"
    verbose_name = _("working groups")
