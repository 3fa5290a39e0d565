"""Registration of the app `aid` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AidConfig(AppConfig):
    """Help between members."""

    name = "hsoc.portal.aid"
    verbose_name = _("mutual help")
