"""Registration of the app `entities` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    """What is known of one value."""

    name = "hsoc.portal.entities"
    verbose_name = _("values")
