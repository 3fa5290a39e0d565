"""Settings of the portal: what differs between two houses comes from the environment, everything else stands here once.

Belongs here: Django's settings. Never: a secret, a default credential, a path outside DATA.

HSOC_DATA           folder of everything that is written (default ./data)
HSOC_DATABASE_URL   postgresql://user:password@host:port/name (default: SQLite in DATA)
HSOC_PERIMETER      data folder of the engine on this host, for its log of looks into flows (default: DATA/perimeter)
HSOC_SECRET_KEY     signing key (default: made once at random and kept in DATA/secret-key, mode 0600)
HSOC_HOSTS          host names served, separated by commas (default: loopback)
HSOC_HTTPS          1 where the portal is reached by TLS: secure cookies, HSTS
HSOC_METRICS_FROM   addresses that may read /metrics, separated by commas (default: loopback)
HSOC_VRPS           JSON of validated ROAs (Routinator, rpki-client, StayRTR), for the proof of new prefixes (default: none)
HSOC_SUFFIXES       file of the Public Suffix List, for what names belong together by (default: the copy in the library fido2)
HSOC_PULLS_ALLOWED  ranges that are not public and from which feeds may be fetched, separated by commas (default: none)
HSOC_WARDEN_PROXIES addresses of proxies that verify client certificates (default: none)
HSOC_PROXIES        how many reverse proxies stand in front and append to X-Forwarded-For (default: 0)
HSOC_SMTP           host:port of a mail relay (default: mails are written to DATA/mail)
HSOC_URL            address under which people reach the portal, for links in mails (default: the first host)
HSOC_FILES_URL      a second address of the portal, on a host of its own, from which uploads are handed out (default: none)
HSOC_SECURITY_MAIL  the address in security.txt
HSOC_CSAF_PUBLISHER, HSOC_CSAF_NAMESPACE  who publishes our advisories, and the URL that tells them from others' (default: HSOC_URL)
HSOC_OPENS_WITH     file that the portal waits for before it answers, while another process fills the database (default: none)
HSOC_DOCS_URL       address of the built documentation, for links in the help (default: none, the help names its pages)
HSOC_SMS_URL        gateway for text messages, https only (default: none: they are files in DATA/sms, and a phone is proven by a call)
HSOC_SMS_TOKEN      its bearer token
HSOC_SMS_TEMPLATE   its body as JSON with {to}, {text} and {id}
HSOC_LOGIN_PROVIDERS file of the organisations' own logins (OpenID Connect, SAML); docs/how-to/log-in-with-your-own.md (default: none)
HSOC_LISTS_DOMAIN   domain of the mailing lists' addresses (default: lists.hsoc.example)
HSOC_LISTS_LMTP     where `manage lmtp` takes mails from the own relay, host:port (default: 127.0.0.1:8024)
HSOC_MAILMAN_URL, HSOC_MAILMAN_USER, HSOC_MAILMAN_PASSWORD  REST interface of a Mailman 3 whose rosters follow the groups (default: none)
HSOC_MAILMAN_DOMAIN domain of its lists (default: mailman.hsoc.example)
HSOC_LISTS_AUTHSERV name under which the own relay writes Authentication-Results; only set it if the relay always does (default: none)
HSOC_AUDIT_MAIL     address that the chain's head is mailed to every day (default: none)
HSOC_JITSI_URL, HSOC_JITSI_APP, HSOC_JITSI_SECRET  video rooms: address, name of the application, key of its tickets (default: none)
HSOC_AUDIT_SYSLOG   host:port that it is sent to by syslog over UDP, RFC 5424 (default: none)
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from hsoc.portal.project.surroundings import database, kept_secret, listed, login_providers

SESSION_HOURS = 10  # hours: one working day, then the second factor is asked for again
HSTS_SECONDS = 31_536_000  # seconds: one year, the value the preload lists ask for
BODY_BYTES = 16 * 1024 * 1024  # bytes: the largest batch a machine door accepts; forms are far below
FORM_FIELDS = 500  # fields of one form
SQLITE_WAIT = 20  # seconds a writer waits for another one (stack.md 5)

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("HSOC_DATA", "data")).resolve()
JOURNAL = Path(os.environ.get("HSOC_JOURNAL", str(DATA / "journal"))).resolve()
FLOW_JOURNALS = (Path(os.environ.get("HSOC_PERIMETER", str(DATA / "perimeter"))).resolve() / "journal", JOURNAL)  # where looks are kept
NETWORKS = DATA / "networks.csv"  # prefix,asn,country,name: whose network a partner is in; docs/how-to/name-networks.md
HEARTBEATS = DATA / "heartbeats"  # one file per process that must be alive; its age is what /readyz looks at
STARTS_PROCESSES = True  # the worker begins rounds of reports as processes of their own
AUDIT_HEADS = DATA / "audit-heads.txt"  # the chain's head of every day; copy it away
JITSI_URL = os.environ.get("HSOC_JITSI_URL", "")
JITSI_APP = os.environ.get("HSOC_JITSI_APP", "")
JITSI_SECRET = os.environ.get("HSOC_JITSI_SECRET", "")
LISTS_DOMAIN = os.environ.get("HSOC_LISTS_DOMAIN", "lists.hsoc.example").lower()
LISTS_LMTP = os.environ.get("HSOC_LISTS_LMTP", "127.0.0.1:8024")
MAILMAN_URL = os.environ.get("HSOC_MAILMAN_URL", "")
MAILMAN_USER = os.environ.get("HSOC_MAILMAN_USER", "")
MAILMAN_PASSWORD = os.environ.get("HSOC_MAILMAN_PASSWORD", "")
MAILMAN_DOMAIN = os.environ.get("HSOC_MAILMAN_DOMAIN", "mailman.hsoc.example").lower()
LISTS_AUTHSERV = os.environ.get("HSOC_LISTS_AUTHSERV", "")
AUDIT_MAIL = os.environ.get("HSOC_AUDIT_MAIL", "")
AUDIT_SYSLOG = os.environ.get("HSOC_AUDIT_SYSLOG", "")
HTTPS = os.environ.get("HSOC_HTTPS", "") == "1"

DEBUG = False
SECRET_KEY = os.environ.get("HSOC_SECRET_KEY") or kept_secret(DATA / "secret-key")
ALLOWED_HOSTS = listed("HSOC_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
METRICS_FROM = listed("HSOC_METRICS_FROM", "127.0.0.1,::1")
VRPS = os.environ.get("HSOC_VRPS", "")  # file of validated ROAs, as the engine reads it; empty = proof by ROA is not looked up
SUFFIXES = os.environ.get("HSOC_SUFFIXES", "")
SCRUBBING = os.environ.get("HSOC_SCRUBBING", "") == "1"  # whether members may send traffic to a scrubbing VRF
PULLS_ALLOWED = listed("HSOC_PULLS_ALLOWED", "")  # ranges that are not public and may be asked for feeds anyway
WARDEN_PROXIES = listed("HSOC_WARDEN_PROXIES", "")  # proxies whose word on client certificates counts
URL = os.environ.get("HSOC_URL", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://127.0.0.1:8000").rstrip("/")
FILES_URL = os.environ.get("HSOC_FILES_URL", "").rstrip("/")
if FILES_URL:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, urlsplit(FILES_URL).hostname or ""]
DOCS_URL = os.environ.get("HSOC_DOCS_URL", "").rstrip("/")
SECURITY_MAIL = os.environ.get("HSOC_SECURITY_MAIL", "security@hsoc.example")
CSAF_PUBLISHER = os.environ.get("HSOC_CSAF_PUBLISHER", "hSOC")  # who publishes our advisories, and names the signing key
CSAF_NAMESPACE = os.environ.get("HSOC_CSAF_NAMESPACE", URL).rstrip("/")  # a URL that is ours for ever: it tells our papers from others'

ROOT_URLCONF = "hsoc.portal.project.urls"
WSGI_APPLICATION = "hsoc.portal.project.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SOCIALACCOUNT_PROVIDERS = login_providers(os.environ.get("HSOC_LOGIN_PROVIDERS", ""))
INSTALLED_APPS = [
    "hsoc.portal.project",
    "hsoc.portal.website",
    "hsoc.portal.search",
    "hsoc.portal.feeds",
    "hsoc.portal.entities",
    "hsoc.portal.hunts",
    "hsoc.portal.advisories",
    "hsoc.portal.reports",
    "hsoc.portal.aid",
    "hsoc.portal.services",
    "hsoc.portal.network",
    "hsoc.portal.indicators",
    "hsoc.portal.events",
    "hsoc.portal.meetings",
    "hsoc.portal.lists",
    "hsoc.portal.groups",
    "hsoc.portal.memorandum",
    "hsoc.portal.accounts",
    "hsoc.portal.notices",
    "hsoc.portal.members",
    "hsoc.portal.audit",
    "hsoc.portal.charts",
    "hsoc.portal.files",
    "hsoc.portal.website.apps.Redirects",
    "wagtail.users",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
]
if "saml" in SOCIALACCOUNT_PROVIDERS:  # the extra `saml` is there: surroundings looked
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "hsoc.portal.project.middleware.more_headers",
    "hsoc.portal.project.middleware.files_apart",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hsoc.portal.project.middleware.problems_on_machine_paths",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hsoc.portal.project.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hsoc.portal.project.middleware.acting",
    "hsoc.portal.project.looking_on.looking_on",
    "hsoc.portal.project.middleware.paced",
    "hsoc.portal.project.middleware.knocking",
    "hsoc.portal.project.middleware.spoken_language",
    "hsoc.portal.project.middleware.second_factor",
    "hsoc.portal.project.middleware.chosen",
    "hsoc.portal.project.middleware.device",
    "hsoc.portal.project.middleware.in_words",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hsoc.portal.project.context.page",
            ],
        },
    },
]

FORM_RENDERER = "hsoc.portal.project.choices.Renderer"
DATABASES = {"default": database(os.environ.get("HSOC_DATABASE_URL", ""), DATA / "hsoc.sqlite3", wait=SQLITE_WAIT)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA / "files")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True  # nothing has to be collected before a start; a proxy may still serve `collectstatic`
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = None

# --- people ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hsoc.portal.accounts.forms.Passphrase"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hsoc.portal.project.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by people who are already in; invitations verify the address
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_USERNAME_BLACKLIST = ["root", "admin", "system"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("HSOC_PROXIES", "0"))  # else rate limits would count the proxy as one visitor (also ours)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds: as long as a person stays at one task
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}  # the key: the person, or the known device (project/accounts.py)
SOCIALACCOUNT_ADAPTER = "hsoc.portal.project.accounts.OwnLogins"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # a foreign login counts only where its owner has connected it while logged in here
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = False  # each request would be a write; ours notes it every few minutes (project/middleware.py)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "hsoc.portal.project.accounts.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone, so nobody can squat an address with a second factor
MFA_TOTP_ISSUER = "hSOC"
MFA_RECOVERY_CODE_COUNT = 10

# --- sessions, cookies, headers ------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_NAME = "__Host-hsoc" if HTTPS else "hsoc"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
LANGUAGE_COOKIE_NAME = "hsoc_language"
LANGUAGE_COOKIE_AGE = 31_536_000  # seconds: a year
CSRF_FAILURE_VIEW = "hsoc.portal.project.web.expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: is the QR code of the second factor
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = FORM_FIELDS
FILE_UPLOAD_HANDLERS = [
    "hsoc.portal.project.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- language and time -----------------------------------------------------------------------------------------------------
USE_I18N = True
LANGUAGE_CODE = "cs"
LANGUAGES = [("cs", _("Czech")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Prague"

# --- the public web ------------------------------------------------------------------------------------------------------
# Wagtail is there for pages and their editor only: no users, groups, passwords, pictures or news of its own
WAGTAIL_SITE_NAME = "hSOC"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("cs", "čeština"), ("en", "English")]
WAGTAILADMIN_BASE_URL = URL
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nobody's address leaves the house
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # who has to approve is told by notices
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address is read over the phone and pasted into mails: zkouska, not zkou%C5%A1ka

# --- mail, log -----------------------------------------------------------------------------------------------------------
_relay = os.environ.get("HSOC_SMTP", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _relay else 'filebased'}.EmailBackend"
EMAIL_HOST = _relay.rpartition(":")[0]
EMAIL_PORT = int(_relay.rpartition(":")[2] or 25)
EMAIL_TIMEOUT = 20  # seconds
EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = "hsoc@hsoc.example"
SMS_URL = os.environ.get("HSOC_SMS_URL", "")
SMS_TOKEN = os.environ.get("HSOC_SMS_TOKEN", "")
SMS_TEMPLATE = os.environ.get("HSOC_SMS_TEMPLATE", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hsoc": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Django's own server (tests, development) writes each query string, and those of /warden3 carry secrets
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the redirect to TLS is the proxy's, who owns port 80
    "security.W021",  # preload is a decision of the domain's owner
]
