"""One settings file, read from the environment (architecture.md §4 lists the variables)."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from assessment import daily_log, env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).absolute()
PROFILE = env.choice("PROFILE", "local", {"local", "production"})
PRODUCTION = PROFILE == "production"
DEBUG = env.flag("DJANGO_DEBUG", False)


def local_secret() -> str:
    """The secret of a local installation, made once and kept readable by its owner only."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii")


if PRODUCTION:
    SECRET_KEY = env.text("DJANGO_SECRET_KEY")
    if len(SECRET_KEY) < 50:
        raise env.SettingError("DJANGO_SECRET_KEY must have at least 50 characters in the production profile")
    if DEBUG:
        raise env.SettingError("DJANGO_DEBUG must be off in the production profile")
else:
    SECRET_KEY = env.text("DJANGO_SECRET_KEY", "") or local_secret()

ALLOWED_HOSTS = env.words("DJANGO_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("DJANGO_CSRF_TRUSTED_ORIGINS")
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise env.SettingError("DJANGO_ALLOWED_HOSTS must name the hosts in the production profile")

INSTALLED_APPS = [
    "assessment.core.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "axes",
    "csp",
    "assessment.core",
    "assessment.notices",
    "indicators",
    "assessment.campaigns",
    "assessment.audit",
    "assessment.accounts",
    "reviews",
    "reviews.evidence",
    "reviews.submissions",
    "reviews.cases",
    "assessment.results",
    "assessment.vetoes",
    "assessment.analysis",
    "assessment.appeals",
    "assessment.exports",
    "assessment.bundles",
    "assessment.publications",
    "assessment.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assessment.accounts.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "assessment.urls"
WSGI_APPLICATION = "assessment.wsgi.application"
ASGI_APPLICATION = "assessment.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "assessment.core.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessment.core.context.frame",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------------------------
# Connections stay open on SQLite, too: closing the last one writes its whole log back, after each request.
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'pingheng.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {  # quality.md §1: anything weaker loses concurrent updates
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pingheng"}
    )
}

MEDIA_ROOT = DATA_DIR / "files"
HEAD_ROOT = DATA_DIR / "heads"  # a head of the audit trail for each day; kept elsewhere as well, it shows tampering
HEAD_MAIL = env.words("AUDIT_HEAD_MAIL")  # who gets the head every day
EXPORT_ROOT = DATA_DIR / "exports"

# --- jobs -----------------------------------------------------------------------------------------------------------
# The embedded broker listens on a private unix socket. Its path is derived from DATA_DIR so that every process of one
# installation finds it, and kept short because a socket path may not exceed about 100 bytes.
EMBEDDED_BROKER_DIR = (
    Path(tempfile.gettempdir()) / f"pingheng-{os.getuid()}-{hashlib.sha256(str(DATA_DIR).encode()).hexdigest()[:10]}"
)
EMBEDDED_BROKER_SOCKET = EMBEDDED_BROKER_DIR / "broker.sock"
BROKER_URL_GIVEN = env.text("CELERY_BROKER_URL", "")
CELERY_BROKER_URL = BROKER_URL_GIVEN or f"redis+socket://{EMBEDDED_BROKER_SOCKET}"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True  # the Job row owns status and result
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # A request that rings the doorbell does not wait for a broker that is away: the sweeper rings again.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
CELERY_TASK_DEFAULT_QUEUE = "pingheng"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "audit-daily": {"task": "assessment.audit.tasks.daily", "schedule": crontab(minute=7)},
    "sweep-files": {"task": "assessment.core.tasks.sweep_files", "schedule": crontab(hour=3, minute=40)},
    "sweep-jobs": {"task": "assessment.core.tasks.sweep_jobs", "schedule": 5.0},
    "send-reminders": {"task": "assessment.campaigns.tasks.send_reminders", "schedule": 600.0},
    "send-mails": {"task": "assessment.notices.tasks.send_mails", "schedule": 60.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SYNC_EVERY = 1  # the file's time tells a health check that the clock goes
WORKBENCH_DEMONSTRATION = "assessment.demo.show.Show"  # what ``runworkbench --demo`` loads, computes and reports
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", 15)
JOB_MAX_ATTEMPTS = env.integer("JOB_MAX_ATTEMPTS", 5)

# --- people ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
MLPS = env.choice("ACCOUNT_RULES", "standard", {"standard", "mlps"}) == "mlps"  # 等保: see the lines that ask for it
if MLPS:
    AUTH_PASSWORD_VALIDATORS += [
        {"NAME": "assessment.accounts.validators.ComplexityValidator"},
        {"NAME": "assessment.accounts.validators.ChangedValidator"},
    ]
PASSWORD_DAYS = env.integer("PASSWORD_DAYS", 90 if MLPS else 0)  # 0: a password need not be changed
INVITATION_HOURS = env.integer("INVITATION_HOURS", 72)
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", PRODUCTION)  # of site roles and administrators
OIDC = env.provider("OIDC", encrypted=PRODUCTION)  # who signs people in beside the password; None: nobody
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 5 if MLPS else 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "assessment.core.views.locked_out"
AXES_IPWARE_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 0)
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SESSION_ENGINE = "assessment.accounts.sessions"
SESSION_COOKIE_AGE = 3600 * env.integer("SESSION_HOURS", 12)  # after signing in, whatever happens
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", 30 if MLPS else 120)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # the score sheet's own requests read it
CSRF_COOKIE_SAMESITE = "Lax"

# --- mail -----------------------------------------------------------------------------------------------------------
SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000")  # where links in mails lead
vars().update(env.mail("EMAIL_URL", f"file://{DATA_DIR / 'mail'}"))
REMINDER_DAYS = env.integer("REMINDER_DAYS", 3)  # so long before a deadline people are reminded of it
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "pingheng@localhost")

# --- the browser ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "assessment.core.static_files.HashedModules"},
}
WHITENOISE_MANIFEST_STRICT = True

# --- files that people send -----------------------------------------------------------------------------------------
FILES_BUCKET = env.text("FILES_BUCKET", "")
if FILES_BUCKET:  # an S3-compatible store in the place of MEDIA_ROOT; the workbench alone reads from it
    STORAGES["files"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.text("FILES_ENDPOINT", "") or None,
            "region_name": env.text("FILES_REGION", "") or None,
            "access_key": env.text("FILES_ACCESS_KEY", "") or None,
            "secret_key": env.text("FILES_SECRET_KEY", "") or None,
            "default_acl": None,
            "file_overwrite": True,
        },
    }
FILES_MOST_MEGABYTES = env.integer("FILES_MOST_MEGABYTES", 100)  # a file
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS", "")  # host:port or the path of a socket; nothing: files are not scanned

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- interfaces and logs --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 100,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "评衡 Pingheng",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"SheetState": ["open", "submitted"], "ResultState": ["saved", "conflict", "refused"]},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
LOG_DAYS = env.integer("LOG_DAYS", 180 if MLPS else 0)  # 0: logs go to the console only
if LOG_DAYS:
    daily_log.keep(LOGGING, folder=DATA_DIR / "logs", days=LOG_DAYS)
