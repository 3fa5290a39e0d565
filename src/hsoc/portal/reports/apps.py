"""Registration of the app `reports` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Reports to organisations, and what they answer."""

    name = "hsoc.portal.reports"
    verbose_name = _("reports")
