"""Registration of the app `advisories` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisoriesConfig(AppConfig):
    """Advisories, their versions, and what of them is published."""

    name = "hsoc.portal.advisories"
    verbose_name = _("advisories")
