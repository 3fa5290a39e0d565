"""The door for the application server. Never: settings."""

from __future__ import annotations

import gc
import os
import threading
import time
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hsoc.portal.project.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")

WAIT_S = 0.05  # s between two looks for the mark
YOUNG, MIDDLE, OLD = 50_000, 20, 50  # objects, runs, runs: five times the ingest of the defaults (stack.md 4)

application = get_wsgi_application()
_ = get_resolver().url_patterns  # everything that lives for ever is loaded before the freeze
gc.collect()
gc.freeze()
gc.set_threshold(YOUNG, MIDDLE, OLD)
if mark := os.environ.get("HSOC_OPENS_WITH", ""):
    # whoever fills the database beside us says when it is full; readers wait in the backlog meanwhile, nobody is shown half a house
    while not Path(mark).exists():
        time.sleep(WAIT_S)
# the first reader of the day should not wait for what every reader shares
threading.Thread(target=warm, name="warm", daemon=True).start()
