"""All settings: one base, read from the environment. docs/settings.md lists every variable."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config.logs import logging_of
from config.secrets import development_data_keys, development_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ---------------------------------------------------------------- where it runs
PRODUCTION = env.str("HOLDSPACE_ENV", "development") == "production"
DEBUG = False
DATA = Path(env.str("HOLDSPACE_DATA", str(BASE_DIR / "var"))).resolve()
BASE_URL = env.str("HOLDSPACE_BASE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if IS_HTTPS else []
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = len(TRUSTED_PROXIES)

# ---------------------------------------------------------------- secrets
SECRET_KEY = env.str("SECRET_KEY", "") or ("" if PRODUCTION else development_secret_key(DATA))
HOLDSPACE_KEYS = env.list("HOLDSPACE_KEYS", default=[]) or ([] if PRODUCTION else development_data_keys(DATA))

# ---------------------------------------------------------------- what it is made of
INSTALLED_APPS = [
    "config",
    "supervision.people",
    "supervision.notices",
    "supervision.availability",
    "supervision.sessions",
    "supervision.practice",
    "supervision.feedback",
    "supervision.invoicing",
    "supervision.outside",
    "supervision.policy",
    "supervision.roster",
    "supervision.evidence",
    "supervision.rights",
    "peers.pool",
    "peers.circles",
    "peers.checkins",
    "peers.debriefs",
    "peers.events",
    "peers.climate",
    "peers.wellbeing",
    "peers.learning",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are compressed with a random number of bytes added, and the form token is masked anew on each,
    # so that a page's length gives nothing away (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "supervision.people.middleware.LanguageMiddleware",
    "supervision.people.middleware.MemberMiddleware",
    "supervision.people.middleware.WallMiddleware",
    "supervision.notices.middleware.NudgeMiddleware",
    "supervision.people.middleware.SecondStepMiddleware",
    "supervision.people.middleware.GuestMiddleware",
    "config.middleware.NotThisWayMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.places",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- data
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'holdspace.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    DATA.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;"
            # With SQLite's own 2 MB, what is written to the indexes of a large table is read again and again.
            # What a statement keeps aside stays in memory: it may be of the sort that is sealed on disk.
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            # As much may stand in the journal before it is copied into the file: a sweep is copied once.
            "PRAGMA wal_autocheckpoint=8000;"
        ),
    }
else:
    _database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["options"] = (
        "-c lock_timeout=10s -c statement_timeout=120s -c idle_in_transaction_session_timeout=120s "
        # Compiling a statement takes longer than any of ours runs.
        "-c jit=off"
    )

REDIS_URL = env.str("REDIS_URL", "")
# Limits on sign-in and on the API are counted here, so every process must count in one place. The
# database and not Redis: pages and sign-in go on when Redis is gone.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "holdspace_cache"},
}

# ---------------------------------------------------------------- sign-in
AUTH_USER_MODEL = "supervision_people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without a password here, none could be used to sign in
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"request_login_code": "supervision.people.signin.AskForLinkForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": False, "dashed": True, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "supervision.people.signin.AccountAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
# Leads, supervisors and administrators see other people's dates, so they need a second step to sign in.
HOLDSPACE_REQUIRE_MFA = env.bool("HOLDSPACE_REQUIRE_MFA", default=PRODUCTION)
MFA_ADAPTER = "supervision.people.signin.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Holdspace"
# Without TLS a passkey works on localhost alone, which is where an installation is tried.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_ADAPTER = "supervision.people.signin.WorkAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form's redirect to another host is refused by our content policy
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env.json("OIDC_APPS", default=[])}
}

_cookie = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_cookie}sessionid"
CSRF_COOKIE_NAME = f"{_cookie}csrftoken"
REMEMBERED_COOKIE_NAME = f"{_cookie}remembered"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# ---------------------------------------------------------------- the web
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.pages.stale_form"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 31_536_000 if PRODUCTION else 300
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# ---------------------------------------------------------------- words and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# ---------------------------------------------------------------- mail
# Without EMAIL_URL messages are written to files in the data folder: nothing leaves a trial by accident.
_mail = env.email_url("EMAIL_URL", default="filemail://")
vars().update(_mail)
if _mail["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = DATA / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("HOLDSPACE_FROM", "Holdspace <hello@holdspace.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where calendars send their answers; without it none are asked for. Each invitation has an address of its
# own, with a token after a plus sign.
REPLY_ADDRESS = env.str("HOLDSPACE_REPLY_TO", "")
# Where those answers are found: a mailbox, and the key by which a mail server signs what it hands in.
ANSWERS_IMAP = env.str("HOLDSPACE_ANSWERS_IMAP", "")
ANSWERS_KEY = env.str("HOLDSPACE_ANSWERS_KEY", "")
# Part of every name that our entries have in people's calendars: it must never change.
CALENDAR_DOMAIN = env.str("HOLDSPACE_CALENDAR_DOMAIN", urlsplit(BASE_URL).hostname or "localhost")
# Ways beside e-mail: our own key at push services (else one is made and kept), the push services that are
# called, and the services an organisation may connect: by themselves only those with fixed hosts.
VAPID_KEY = env.str("HOLDSPACE_VAPID_KEY", "")
PUSH_SERVICES = env.list(
    "HOLDSPACE_PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "*.push.services.mozilla.com",
        "web.push.apple.com",
        "*.notify.windows.com",
    ],
)
GATEWAYS = set(
    env.list(
        "HOLDSPACE_GATEWAYS",
        default=[
            "twilio",
            "vonage",
            "msgbird",
            "clicksend",
            "whatsapp",
            "slack",
            "workflows",
            "tgram",
            "pover",
        ],
    )
)
# How long a worker may keep a message that it took, before another may take it.
NOTICE_LEASE_SECONDS = env.int("HOLDSPACE_NOTICE_LEASE", 120)

# How many messages a minute may go to one mail host: "outlook.com=30,*=600"; "*" is every other. By itself
# as many as there are.
MAIL_PER_HOST = {
    host.strip().lower(): int(number)
    for host, _, number in (one.partition("=") for one in env.list("HOLDSPACE_MAIL_PER_HOST", default=[]))
}

# ---------------------------------------------------------------- calendars from outside
# How often each is read, in minutes; and the networks from which none is ever fetched, for they are ours.
CALENDAR_MINUTES = env.int("HOLDSPACE_CALENDAR_MINUTES", 30)
OWN_NETWORKS = env.list("HOLDSPACE_OWN_NETWORKS", default=[])

# ---------------------------------------------------------------- jobs
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    or "redis://127.0.0.1:6379/0"
)

# ---------------------------------------------------------------- the API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "supervision.people.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["supervision.people.permissions.HasPlace"],
    "EXCEPTION_HANDLER": "config.api.handle",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["supervision.people.parsers.StrictJSONParser"],
    "DEFAULT_METADATA_CLASS": None,  # the schema describes the API; OPTIONS says nothing more
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Holdspace",
    "VERSION": "1",
    "DESCRIPTION": "Everything the pages can do, for the place whose token or session asks. See docs/api.md.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_NAME_OVERRIDES": {
        "PersonLanguage": "supervision.people.models.Person.Language",
        "SupervisorRequestState": "supervision.practice.models.SupervisorRequest.State",
        "PracticeWord": "supervision.practice.models.PracticeSettings.Word",
        "EscalationLimit": "supervision.practice.models.Escalation.Limit",
        "DebriefState": "peers.debriefs.models.Request.State",
        "DebriefUrgency": "peers.debriefs.models.Request.Urgency",
        "DebriefWeight": "peers.debriefs.models.Request.Weight",
        "DebriefHow": "peers.debriefs.serializers.HOWS",
        "DebriefWish": "peers.debriefs.serializers.WISHES",
        "DebriefTouches": "peers.debriefs.serializers.TOUCHES",
        "DebriefAnswer": "peers.debriefs.serializers.DEBRIEF_ANSWERS",
        "AfterwardsAnswer": "peers.debriefs.serializers.AFTERWARDS",
        "InviteState": "peers.debriefs.models.Invite.State",
        "PeerLanguage": "peers.pool.serializers.LANGUAGES",
        "PeerWork": "peers.pool.serializers.WORK",
        "JoinedState": "peers.pool.models.Joined.State",
        "DocumentKind": "supervision.evidence.serializers.PAPERS",
        "ErasureState": "supervision.rights.models.ErasureRequest.State",
        "DocumentState": "supervision.evidence.models.Document.State",
        "LogPlaces": "supervision.evidence.serializers.PLACES",
        "LogBody": "supervision.evidence.serializers.BODIES",
        "LogMonthStands": "supervision.evidence.serializers.STANDS",
        "LeaveKind": "supervision.people.models.Leave.Kind",
        "RuleKind": "supervision.policy.models.Rule.Kind",
        "SessionKind": "supervision.sessions.models.Session.Kind",
        "SaidOutcome": "supervision.sessions.models.Account.Outcome",
        "SessionOutcome": "supervision.sessions.serializers.OUTCOMES",
        "CalendarKind": "supervision.availability.models.Calendar.Kind",
        "CalendarState": "supervision.availability.models.Calendar.State",
        "Medium": "supervision.availability.models.Medium",
        "Weekday": "supervision.availability.serializers.WEEKDAYS",
        "ClockState": "supervision.policy.models.Clock.State",
        "CheckInAnswer": "peers.checkins.models.Seat.Answer",
        "UploadState": "supervision.roster.models.Upload.State",
        "RotaHalf": "peers.debriefs.models.OnCall.Half",
        "CircleKind": "peers.circles.models.Circle.Kind",
        "CirclePattern": "peers.circles.models.Circle.Pattern",
        "CircleOutside": "peers.circles.models.Circle.Outside",
        "CircleSeat": "peers.circles.models.Seat",
        "CircleMeetingState": "peers.circles.models.Meeting.State",
        "CircleMeetingWhyOff": "peers.circles.models.Meeting.Why",
        "CirclePlaceState": "peers.circles.models.Place.State",
    },
    "DEFAULT_GENERATOR_CLASS": "config.schema.KeptGenerator",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.with_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# ---------------------------------------------------------------- watching it
LOGGING = logging_of(
    level=env.str("HOLDSPACE_LOG", "INFO"), is_json=env.str("HOLDSPACE_LOG_FORMAT", "json") != "words"
)
# Who may read /metrics: whoever holds this token; without one, this machine alone.
METRICS_TOKEN = env.str("HOLDSPACE_METRICS_TOKEN", "")
