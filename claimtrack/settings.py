"""Settings, every one of them in this file; what differs between machines is read from the environment.

| variable            | meaning                                                      | default                    |
|---------------------|--------------------------------------------------------------|----------------------------|
| CLAIMTRACK_HOME     | the embedded database, the secret key, the first password    | ./var                      |
| PUBLIC_URL          | the address readers use; https turns secure settings on      | http://localhost:$PORT     |
| PORT                | where `make run` listens                                     | 8000                       |
| DATABASE_URL        | a real PostgreSQL, application role                          | the embedded PostgreSQL    |
| DATABASE_OWNER_URL  | the same database, the role that migrates                    | DATABASE_URL               |
| RECORD_DATABASE_URL | the readers' role, here or on a streaming replica            | DATABASE_URL               |
| REQUIRE_READER_ROLE | do not serve unless readers have a role of their own         | false                      |
| SECRET_KEY          | signs sessions                                               | CLAIMTRACK_HOME/secret_key |
| ALLOWED_HOSTS       | further host names, comma separated                          | none                       |
| TRUSTED_PROXIES     | how many proxies stand in front (client addresses, https)    | 0                          |
| READER_RATE         | public requests per client address                           | 600/min                    |
| DESK_RATE           | requests of the desk's API per person, and per token         | 600/min                    |
| CORRECTION_RATE     | requests for corrections per client address                  | 10/hour                    |
| REQUESTER_DAYS      | days from the outcome until who asked for it is forgotten    | 90                         |
| SECOND_FACTOR       | editors and administrators sign in with a second factor      | true where PUBLIC_URL is https |
| OIDC_ISSUER         | the provider of single sign-on (OpenID Connect)              | none: passwords alone      |
| OIDC_CLIENT_ID      | what this installation is called there                       | none                       |
| OIDC_CLIENT_SECRET  | its secret there                                             | none                       |
| OIDC_NAME           | what the button says: “Sign in with …”                       | single sign-on             |
| SESSION_IDLE_HOURS  | a session ends when nobody has used it for so long           | 12                         |
| FOUR_EYES           | two people agree to what is published; false: one is enough  | true                       |
| DESK_TIME_ZONE      | the zone that times are given in at the desk                 | UTC                        |
| MAIL_URL            | the mail server: smtp://user:password@host:587 (STARTTLS)    | none: the bell alone       |
| MAIL_FROM           | whom the desk's mail is from, with MAIL_URL                  | none                       |
| CHAT_RATE           | messages a minute to one person's chat                       | 20                         |
| QUEUE_FIGURES       | figures of spread that stand in the desk's queue, by name    | all of them                |
| SECURITY_CONTACT    | for security.txt: mail, https:// or tel:, comma separated    | none: there is no such file |
| CREDIT, LICENSE     | printed in every edition                                     | claimtrack, CC BY 4.0      |
| SEMANTIC            | match texts by what they mean, too: docs/matching.md         | false                      |
| SIGNING_KEY         | file of an Ed25519 private key (PEM) that seals dossiers     | none: sealed by SHA-256    |
| CLOCK_TOLERANCE     | seconds that clocks and the last edition may be apart        | 60                         |
| DEBUG, LOG_LEVEL    | for developers                                               | false, WARNING             |
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject
from environs import Env, validate

from claimtrack import __version__, embedded
from claimtrack.database.addresses import at
from claimtrack.mail import contact_addresses, is_mail_address, mail_server
from claimtrack.secrets import kept_secret

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = env.path("CLAIMTRACK_HOME", default=BASE_DIR / "var").expanduser().absolute()
PORT = env.int("PORT", default=8000, validate=validate.Range(min=1, max=65535))
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
VERSION = __version__

# -- the record -----------------------------------------------------------------------------------

CREDIT = env.str("CREDIT", default="claimtrack")
LICENSE = env.str("LICENSE", default="https://creativecommons.org/licenses/by/4.0/")
SIGNING_KEY = env.path("SIGNING_KEY", default=None)
FOUR_EYES = env.bool("FOUR_EYES", default=True)
SEMANTIC = env.bool("SEMANTIC", default=False)
#: Who asked for a correction, and what they wrote, is kept so long after the outcome.
REQUESTER_DAYS = env.int("REQUESTER_DAYS", default=90, validate=validate.Range(min=1, max=3650))
#: More than any step of NTP, a leap second or a paused machine's answer; less than would put days in a false order.
CLOCK_TOLERANCE = env.int("CLOCK_TOLERANCE", default=60, validate=validate.Range(min=1))

# -- databases ------------------------------------------------------------------------------------
# `default` is the application's role, `owner` migrates, `record` is the readers' role, which may select the record's
# tables alone; the server holds it to reading, and to two seconds a statement. All three are one database unless told
# otherwise.

KEPT_OPEN = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def embedded_database(role: str) -> dict[str, Any]:
    """The embedded PostgreSQL, which its backend starts with the first connection."""
    return {"ENGINE": "claimtrack.database", "NAME": embedded.DATABASE, "USER": role, **KEPT_OPEN}


DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=DATABASE_URL)
RECORD_DATABASE_URL = env.str("RECORD_DATABASE_URL", default=DATABASE_URL)
if DATABASE_OWNER_URL and not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_OWNER_URL goes with DATABASE_URL, which is not set.")

DATABASES = {
    "default": at(DATABASE_URL) | KEPT_OPEN if DATABASE_URL else embedded_database(embedded.APP_ROLE),
    "owner": at(DATABASE_OWNER_URL) | KEPT_OPEN if DATABASE_OWNER_URL else embedded_database(embedded.OWNER_ROLE),
    "record": at(RECORD_DATABASE_URL) | KEPT_OPEN if RECORD_DATABASE_URL else embedded_database(embedded.READER_ROLE),
}
#: A question before each request would take as long as many an answer: `claimtrack.readers` sees what was lost.
DATABASES["record"]["CONN_HEALTH_CHECKS"] = False
#: Without a role of their own, readers' connections ask for its limits as they start; poolers may drop that silently.
READER_ROLE = DATABASES["record"]["USER"] if DATABASES["record"]["USER"] != DATABASES["default"]["USER"] else None
if READER_ROLE is None:
    DATABASES["record"].setdefault("OPTIONS", {})["options"] = (
        "-c default_transaction_read_only=on -c statement_timeout=2000"
    )
REQUIRE_READER_ROLE = env.bool("REQUIRE_READER_ROLE", default=False)
RECORD_DATABASE = "record"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# -- security -------------------------------------------------------------------------------------

# Made when it is first asked for: commands that sign nothing leave the disk alone.
SECRET_KEY = env.str("SECRET_KEY", default="") or SimpleLazyObject(lambda: kept_secret(HOME / "secret_key"))
DEBUG = env.bool("DEBUG", default=False)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLOWED_HOSTS = [
    host
    for host in (
        urlsplit(PUBLIC_URL).hostname,
        "127.0.0.1",
        "localhost",
        "[::1]",
        *env.list("ALLOWED_HOSTS", default=[]),
    )
    if host
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: Whom to tell of a hole: what `/.well-known/security.txt` says.
SECURITY_CONTACT = contact_addresses(env.list("SECURITY_CONTACT", default=[]))
# One form holds a claim with all its appearances and evidence: thirty fields a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A session ends when it has not been used for half a day, and two weeks after the sign-in however it is used.
SESSION_ENGINE = "claimtrack.accounts.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_HOURS", default=12, validate=validate.Range(min=1, max=14 * 24)) * 3600
SESSION_LONGEST = timedelta(days=14)

# -- signing in -----------------------------------------------------------------------------------
# The form of the admin takes the password, and django-axes alone counts wrong ones: by user and address together, so
# that nobody locks out somebody else. The second factor is django-allauth's, which counts wrong codes; what asks for
# it is `claimtrack.admin.factor.AsksForFactor`. Both count in the database, which all processes share.

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "claimtrack.accounts.access.LockingBackend",
    "claimtrack.accounts.access.PasswordBackend",
    "claimtrack.accounts.invited.SingleSignOnBackend",
]
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=HTTPS)

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or an outsider at the same address would go on for ever
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "claimtrack.api.throttles.client_address"
AXES_LOCKOUT_CALLABLE = "claimtrack.admin.lockout.locked_out"

ACCOUNT_ADAPTER = "claimtrack.accounts.factors.SignInAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "claimtrack.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "claimtrack desk"
MFA_TOTP_TOLERANCE = 1  # half a minute, which clocks of telephones may be off

OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
SINGLE_SIGN_ON = {"id": "sso", "name": env.str("OIDC_NAME", default="single sign-on")} if OIDC_ISSUER else None
SOCIALACCOUNT_ADAPTER = "claimtrack.admin.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # it signs in whoever asks as themselves; a form would have to lead to another site
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
            for provider in ([SINGLE_SIGN_ON] if SINGLE_SIGN_ON else [])
        ],
    }
}

# -- applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "claimtrack",
    "claimtrack.editions",
    "claimtrack.accounts",
    "claimtrack.workplace",
    "claimtrack.corrections",
    "sources",
    "claims",
    "claims.imports",
    "claimtrack.desk_site.DeskConfig",  # django-unfold
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_countries",
    "django_filters",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "claimtrack.health.tells_health",
    "django.middleware.security.SecurityMiddleware",
    "claimtrack.policy.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claimtrack.staffed.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "claimtrack.staffed.AuthenticationMiddleware",
    "claimtrack.admin.factor.AsksForFactor",
    "allauth.account.middleware.AccountMiddleware",
    "claimtrack.admin.naming.NamesWriters",
    "claimtrack.api.noting.NotesRequests",
    "claimtrack.staffed.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "claimtrack.urls"
WSGI_APPLICATION = "claimtrack.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# -- the look of the desk -------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "claimtrack desk",
    "SITE_HEADER": "claimtrack desk",
    "SITE_SYMBOL": "fact_check",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("claimtrack/icon.svg")},
    ],
    "STYLES": [lambda request: static("claimtrack/desk.css")],
    "SCRIPTS": [lambda request: static("claimtrack/desk.js")],
    "DASHBOARD_CALLBACK": "claims.admin.dashboard.fill",
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": "claims.admin.dashboard.menu"},
    "ACCOUNT": {
        "navigation": [
            {"title": "Change password", "link": reverse_lazy("admin:password_change")},
            {"title": "Second factor", "link": reverse_lazy("mfa_index")},
            {"title": "Where you are signed in", "link": reverse_lazy("sessions")},
            {"title": "How you are told", "link": reverse_lazy("notices_preferences")},
            {"title": "Tokens", "link": reverse_lazy("admin:accounts_token_changelist")},
        ]
    },
    "COMMAND": {"search_callback": "claims.admin.finding.find"},
    # A calm blue that has enough contrast for white letters on it and for links on white.
    "COLORS": {
        "primary": {
            "50": "#eff6fc",
            "100": "#dbeaf7",
            "200": "#bdd8f0",
            "300": "#8fbde5",
            "400": "#5a9bd5",
            "500": "#4c93d4",
            "600": "#1d629f",
            "700": "#1a4f81",
            "800": "#1a446b",
            "900": "#1b3a5a",
            "950": "#12253c",
        },
    },
}

# -- what the desk sends ---------------------------------------------------------------------------
# Without a mail server there is the bell alone.

MAIL = mail_server(env.str("MAIL_URL", default=""))
MAIL_FROM = env.str("MAIL_FROM", default="") if MAIL else ""
if MAIL and not is_mail_address(MAIL_FROM):
    raise ImproperlyConfigured("MAIL_FROM goes with MAIL_URL: the address that the desk's mail is from.")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starts_tls, MAIL.is_tls
EMAIL_TIMEOUT = 20
CHAT_RATE = env.int("CHAT_RATE", default=20, validate=validate.Range(min=1))
#: Names of measures (`claims.scales.Measure`); None for all, empty for none.
QUEUE_FIGURES = env.list("QUEUE_FIGURES", default=None)

# -- audit of the desk ----------------------------------------------------------------------------

PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# -- the API --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "claimtrack.api.answering.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "claimtrack.api.negotiation.AcceptNegotiation",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claimtrack.api.parsers.BoundedJSONParser"],
    "DEFAULT_THROTTLE_RATES": {
        "reader": env.str("READER_RATE", default="600/min"),
        "desk": env.str("DESK_RATE", default="600/min"),
        "match": env.str("MATCH_RATE", default="300/min"),
        "guest": "60/min",
        "correction": env.str("CORRECTION_RATE", default="10/hour"),
    },
    "NUM_PROXIES": TRUSTED_PROXIES,
    "URL_FORMAT_OVERRIDE": None,
}
# Tokens of staff: `Bearer` in the header (RFC 6750), and a prefix by which leaked ones are found.
KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_MODEL": KNOX_TOKEN_MODEL, "AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "ct_"}
# Knox would lay a table for its own model, which ours takes the place of.
MIGRATION_MODULES = {"knox": None}

SPECTACULAR_SETTINGS = {
    "TITLE": "claimtrack",
    "DESCRIPTION": "The system of record for claims and their rebuttals.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["claimtrack.api.enumerations.named_once"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

CACHES = {
    # What all processes have to know: wrong codes of second factors, and which codes were used.
    "default": {
        "BACKEND": "claimtrack.caching.CountersAlone",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Throttles count here, each web process by itself; the default of 300 entries would forget clients.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# -- language, time, static files, log -------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"


def known_zone(name: str) -> None:
    if name != "UTC" and name not in available_timezones():
        raise ImproperlyConfigured("DESK_TIME_ZONE is a zone of the IANA database, such as Europe/London.")


#: The zone whose clock the desk's times are given in, until somebody chooses another.
DESK_TIME_ZONE = env.str("DESK_TIME_ZONE", default="UTC", validate=known_zone)
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "claimtrack.static_files.GzippedStaticFilesStorage"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"worded": {"()": "claimtrack.logs.WithoutTraces"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["worded"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING").upper()},
}
