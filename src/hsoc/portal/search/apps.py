"""Registration of the app `search` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over all rooms."""

    name = "hsoc.portal.search"
    verbose_name = _("search")
