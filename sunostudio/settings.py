"""All settings, all from the environment, with defaults that run at once.

`.env.example` explains each name. What cannot work is refused with a sentence by `music/checks.py`.
"""

import secrets
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import databases, environment, logs, policies, stores, vapid
from .environment import BASE_DIR, kept_once

env, STUDIO_DATA = environment.read()

# What runs, and where
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", default="") or kept_once(
    STUDIO_DATA / "secret_key", lambda: secrets.token_urlsafe(50)
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = env.list("FIELD_KEYS", default=[])  # none: those in the file, a line each, newest first
FIELD_KEY_FILE = STUDIO_DATA / "field_key"
if not FIELD_KEYS:
    kept_once(FIELD_KEY_FILE, lambda: Fernet.generate_key().decode())
VAPID_KEY = env("VAPID_KEY", default="") or kept_once(STUDIO_DATA / "vapid_key", vapid.make)
try:
    VAPID_PUBLIC = vapid.public(VAPID_KEY)
except ValueError as error:
    raise ImproperlyConfigured(
        "VAPID_KEY is no private key of P-256 in URL-safe Base64. Leave it empty: one is made."
    ) from error
HOST = env("HOST", default="127.0.0.1")
PORT = env("PORT", default="8000")
PUBLIC_URL = env("PUBLIC_URL", default="").rstrip("/")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [
    *("localhost", "127.0.0.1", "[::1]"),
    *([urlsplit(PUBLIC_URL).hostname] if urlsplit(PUBLIC_URL).hostname else []),
]
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# The provider
KIE_API_KEY = env("KIE_API_KEY", default="")
KIE_API_BASE_URL = env("KIE_API_BASE_URL", default="https://api.kie.ai").rstrip("/")
KIE_UPLOAD_BASE_URL = env("KIE_UPLOAD_BASE_URL", default="").rstrip("/")
KIE_API_STYLE = env("KIE_API_STYLE", default="dedicated")
KIE_DEFAULT_VERSION = env("KIE_DEFAULT_VERSION", default="V6")
KIE_WEBHOOK_HMAC_KEY = env("KIE_WEBHOOK_HMAC_KEY", default="")
SANDBOX = env.bool("STUDIO_SANDBOX", False)  # set by the supervisor when it starts the stand-in

INSTALLED_APPS = [
    "accounts",
    "music",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_rq",
]
MIDDLEWARE = [
    "sunostudio.tracing.Traced",
    "sunostudio.metrics.Timed",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sunostudio.middleware.BehindProxies",
    "csp.middleware.CSPMiddleware",
    "sunostudio.middleware.Guarded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sunostudio.middleware.CompressPages",
    "sunostudio.middleware.SayWhen",
    "sunostudio.middleware.StayHere",
    "sunostudio.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "sunostudio.bodies.Bounded",  # before anything reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.Pose",
    "accounts.middleware.NoteSeen",
    "accounts.middleware.SpeakTheirLanguage",
    "accounts.middleware.KeepTheirTime",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.WholePages",
    "accounts.middleware.HoldTheLeaving",
    "accounts.middleware.KeepRoles",
    "accounts.middleware.KeepSwitches",
    "accounts.middleware.NoteQueues",  # after all that keeps people out
]
ROOT_URLCONF = "sunostudio.urls"
WSGI_APPLICATION = "sunostudio.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "music.views.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "music.templatetags.studio",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Rows: SQLite as a server likes it, or what DATABASE_URL names
DATABASES = {
    "default": databases.tuned(env.db("DATABASE_URL", default=f"sqlite:///{STUDIO_DATA / 'studio.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The queue server holds the queues (its database 0) and the cache with sessions and limits (1)
REDIS_URL = env("REDIS_URL", default="")


def redis_database(number: int) -> str:
    """REDIS_URL, for another of the server's databases."""
    if REDIS_URL.startswith("unix:"):
        return f"{REDIS_URL.partition('?')[0]}?db={number}"
    return urlsplit(REDIS_URL)._replace(path=f"/{number}").geturl()


_timeouts = {"socket_connect_timeout": 3, "socket_timeout": 10}
RQ_URL = redis_database(0) if REDIS_URL else f"unix://{STUDIO_DATA}/no-queue-server.sock?db=0"
RQ_QUEUES = {name: {"URL": RQ_URL, "DEFAULT_TIMEOUT": 900} for name in ("calls", "files")}
_shared = {"LOCATION": redis_database(1), "OPTIONS": _timeouts, "KEY_PREFIX": "studio"}
_local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {
    "default": {"BACKEND": "sunostudio.cache.SharedCache", **_shared} if REDIS_URL else _local,
    "sessions": {"BACKEND": "django.core.cache.backends.redis.RedisCache", **_shared}
    if REDIS_URL
    else _local,
}

# Files: a folder that a person can read, or a store; always through Django's storage API
STORAGE_URL = env("STORAGE_URL", default="")
MEDIA_ROOT = STUDIO_DATA / "media"
ARRIVING = STUDIO_DATA / "arriving"  # on the same file system, so that what has arrived is moved
FILE_UPLOAD_HANDLERS = ["sunostudio.arriving.ToDisk"]
SENDFILE = env.bool("SENDFILE", False)
STATIC_URL = "/static/"
STATIC_ROOT = STUDIO_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": stores.storage(STORAGE_URL),  # a file's place is its song's, for good
    "staticfiles": {"BACKEND": "sunostudio.storage.StaticFiles"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes of a page's fields, and of a body (`bodies.PAGE`)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1100  # a thousand songs can be chosen at once
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# How much there may be of it at once; 0 is no limit
JOBS_PER_PERSON = env.count("JOBS_PER_PERSON", 50)
JOBS_PER_ADMINISTRATOR = env.count("JOBS_PER_ADMINISTRATOR", JOBS_PER_PERSON)
JOBS_PER_MINUTE = env.count("JOBS_PER_MINUTE", 60)
JOBS_AT_ONCE = env.count("JOBS_AT_ONCE", 500)
# Requests in a row that the provider does not take or answer, until new ones wait; 0: they never do by themselves
HOLD_AFTER = env.count("HOLD_AFTER", 5)
# What a credit costs, so that pages can tell money too; empty: they tell credits alone
CREDIT_PRICE, CREDIT_CURRENCY = env.price("CREDIT_PRICE"), env("CREDIT_CURRENCY", default="USD")
# Days that songs and lists stay in the trash before they are deleted; 0: for ever
TRASH_DAYS = env.count("TRASH_DAYS", 30)
UPLOADS_GB = env.count("UPLOADS_GB", 20)
UPLOADS_GB_PER_DAY = env.count("UPLOADS_GB_PER_DAY", 5)

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.StudioBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=SANDBOX)
EMAIL_URL = env("EMAIL_URL", default="")
try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except ImproperlyConfigured as error:
    raise ImproperlyConfigured(
        "EMAIL_URL names a kind of mail server that the studio does not know. "
        "It should look like this: EMAIL_URL=smtp+tls://name:password@mail.example.org:587"
    ) from error
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]  # are told of pages that fail
ALERT_EMAIL = env.list("ALERT_EMAIL", default=[])  # none: all administrators who want them
ALERT_WEBHOOK_URL = env("ALERT_WEBHOOK_URL", default="")
ALERT_WEBHOOK_KEY = env("ALERT_WEBHOOK_KEY", default="")
EMAIL_SUBJECT_PREFIX = "Suno Studio: "
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="Suno Studio <studio@localhost>")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "add_email": "accounts.forms.ChangeEmailForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https://") else "http"  # of links in mails
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Suno Studio: "
ACCOUNT_RATE_LIMITS = {  # `accounts/limits.py` says when they end
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # the key is the e-mail, or the person who proves it a second time
    "signup": "20/m/ip,300/d/ip",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
    "invitation": "20/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_URL  # where no mail is sent, nobody could verify theirs
MFA_TOTP_ISSUER = "Suno Studio"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https://")
SESSION_ENGINE = "sunostudio.sessions"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Languages: texts go through gettext; the compiled catalogues are committed
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

# What a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": policies.pages([KIE_API_BASE_URL] if KIE_API_BASE_URL.startswith("http:") else [])
}
SECURE_REFERRER_POLICY = "same-origin"  # addresses of ours, and tokens in them, are told to nobody
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"  # no other host of the domain can set these
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "music.views.errors.forged"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# What the domain's owner decides, not we: its other hosts, browsers' preload lists, and the proxy's redirect to https
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

DEFAULT_EXCEPTION_REPORTER = "sunostudio.reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "sunostudio.reports.Careful"
# Who may read /metrics beside administrators: whoever says this
METRICS_TOKEN = env("METRICS_TOKEN", default="")
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", "plain", "json")
PART = env("STUDIO_PART", default="")  # web, calls, files or clock: set by who starts it
LOGGING = logs.configured(LOG_LEVEL, LOG_FORMAT)

SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    from . import sentry  # what it needs is large, and for those alone who want it

    sentry.start(SENTRY_DSN)
