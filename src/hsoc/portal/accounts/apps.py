"""Registration of the app `accounts` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Devices, sessions and support."""

    name = "hsoc.portal.accounts"
    verbose_name = _("accounts")
