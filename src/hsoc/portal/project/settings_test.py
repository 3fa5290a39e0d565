"""Settings of the tests: the real ones in a folder that vanishes, a database in memory, cheap password hashes. Never: other behaviour."""

from __future__ import annotations

import os
import tempfile

os.environ["HSOC_DATA"] = tempfile.mkdtemp(prefix="hsoc-test-")
os.environ.pop("HSOC_HTTPS", None)

from hsoc.portal.project.settings import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
