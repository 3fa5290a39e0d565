"""Registration of the app `lists` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    """Mailing lists and their archives."""

    name = "hsoc.portal.lists"
    verbose_name = _("mailing lists")
