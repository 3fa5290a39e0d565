"""Registration of the app `indicators` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Indicators, sightings, and what a coordinator decided of them."""

    name = "hsoc.portal.indicators"
    verbose_name = _("indicators")
