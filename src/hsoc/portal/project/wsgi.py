"""The door for the application server. Never: settings."""

from __future__ import annotations

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hsoc.portal.project.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")

YOUNG, MIDDLE, OLD = 50_000, 20, 50  # objects, runs, runs: five times the ingest of the defaults (stack.md 4)

application = get_wsgi_application()
_ = get_resolver().url_patterns  # everything that lives for ever is loaded before the freeze
gc.collect()
gc.freeze()
gc.set_threshold(YOUNG, MIDDLE, OLD)
# the first reader of the day should not wait for what every reader shares
threading.Thread(target=warm, name="warm", daemon=True).start()
