"""Registration of the app `services` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    """Shared services and the way into them."""

    name = "hsoc.portal.services"
    verbose_name = _("shared services")
