"""Django settings of Jeugdketen, all from the environment; README, 'Instellingen', lists the variables.

Safe by default: no DEBUG, HTTPS assumed, secrets without a default. `make demo` makes its own secrets in `.demo/`.
"""

from __future__ import annotations

from pathlib import Path

from jeugdketen.config import omgeving

PAKKET = Path(__file__).resolve().parents[1]

# --- Secrets ------------------------------------------------------------------------------------------------------
SECRET_KEY = omgeving.geheim(
    "JEUGDKETEN_GEHEIM", "een lange willekeurige tekst; tekent sessies en formulieren."
)
JEUGDKETEN_BSN_SLEUTELS: list[str] = omgeving.lijst("JEUGDKETEN_BSN_SLEUTELS")
"""Keys (32 bytes, base64) for the BSN at rest; the first encrypts, all decrypt (so a key can be rotated)."""
JEUGDKETEN_BSN_HASHSLEUTEL: str = omgeving.tekst("JEUGDKETEN_BSN_HASHSLEUTEL")
"""Key of the hash by which a BSN is looked up; changing it means hashing again."""
JEUGDKETEN_ZEGELSLEUTEL: str = omgeving.tekst("JEUGDKETEN_ZEGELSLEUTEL")
"""Key of the seals on the read log and on the context of row security; empty: derived from JEUGDKETEN_GEHEIM.

After a change run ``migrate`` once; seals made before can then only be checked with the old key.
"""

# --- What this installation is ------------------------------------------------------------------------------------
DEBUG = omgeving.ja("JEUGDKETEN_DEBUG", False)
JEUGDKETEN_DEMO = omgeving.ja("JEUGDKETEN_DEMO", False)
"""True in the demo only: shows the demo logins on the login page."""
JEUGDKETEN_HTTPS = omgeving.ja("JEUGDKETEN_HTTPS", True)
JEUGDKETEN_NAAM = omgeving.tekst("JEUGDKETEN_NAAM", "Jeugdketen")
"""What an authenticator app calls this installation."""
JEUGDKETEN_REGIO = omgeving.tekst("JEUGDKETEN_REGIO", "westfriesland")
JEUGDKETEN_CORRESPONDENTIEADRESSEN = omgeving.tekst("JEUGDKETEN_CORRESPONDENTIEADRESSEN", "")
JEUGDKETEN_VANDAAG = omgeving.datum("JEUGDKETEN_VANDAAG")
"""Fixed 'today' for demo and tests; None means the real clock (``jeugdketen.kern.klok`` is the one reader)."""
JEUGDKETEN_KLOKBESTAND = omgeving.tekst("JEUGDKETEN_KLOKBESTAND")
"""File that holds today for all processes of a simulation, which moves it; empty anywhere else."""
JEUGDKETEN_BRP = omgeving.tekst(
    "JEUGDKETEN_BRP", f"synthetisch:{PAKKET / 'demo' / 'casussen' / 'brp.json'}" if JEUGDKETEN_DEMO else ""
)
"""Where persons are looked up: ``haalcentraal:<address before /personen>``, ``synthetisch:<file>``, or nowhere."""
JEUGDKETEN_BRP_API_SLEUTEL = omgeving.tekst("JEUGDKETEN_BRP_API_SLEUTEL")
JEUGDKETEN_BRP_CERTIFICAAT = omgeving.tekst("JEUGDKETEN_BRP_CERTIFICAAT")
JEUGDKETEN_BRP_CERTIFICAAT_SLEUTEL = omgeving.tekst("JEUGDKETEN_BRP_CERTIFICAAT_SLEUTEL")
JEUGDKETEN_BRP_CA = omgeving.tekst("JEUGDKETEN_BRP_CA")
JEUGDKETEN_BRP_TOKEN_URL = omgeving.tekst("JEUGDKETEN_BRP_TOKEN_URL")
JEUGDKETEN_BRP_CLIENT_ID = omgeving.tekst("JEUGDKETEN_BRP_CLIENT_ID")
JEUGDKETEN_BRP_CLIENT_GEHEIM = omgeving.tekst("JEUGDKETEN_BRP_CLIENT_GEHEIM")
JEUGDKETEN_BRP_SCOPE = omgeving.tekst("JEUGDKETEN_BRP_SCOPE")
"""How this installation proves to the BRP who it is: an API key, a client certificate, OAuth2, or all of these."""
JEUGDKETEN_BRP_WACHTTIJD = omgeving.getal("JEUGDKETEN_BRP_WACHTTIJD", 5)
JEUGDKETEN_BRP_POGINGEN = omgeving.getal("JEUGDKETEN_BRP_POGINGEN", 3)
"""Seconds that one question to the BRP may take, and how often it is tried in all."""
JEUGDKETEN_BRP_VOLGDAGEN = omgeving.getal("JEUGDKETEN_BRP_VOLGDAGEN", 7)
"""After so many days the BRP is asked again about a child with running help."""
JEUGDKETEN_FEESTDAGEN = omgeving.tekst("JEUGDKETEN_FEESTDAGEN", "lustrum")
"""Which days are no working days: ``lustrum`` (municipal offices) or ``termijnenwet``; see ``kern.werkdagen``."""
JEUGDKETEN_POSTBUS = omgeving.pad("JEUGDKETEN_POSTBUS", Path("postbus"))
"""Folder with in/ uit/ verwerkt/ geweigerd/: the watched message box."""
JEUGDKETEN_OPHAALTIJD = omgeving.getal("JEUGDKETEN_OPHAALTIJD", 15)
"""Seconds between two looks at roads that post is fetched from (SFTP and folders of one party)."""
JEUGDKETEN_GEHEIMENMAP = omgeving.tekst("JEUGDKETEN_GEHEIMENMAP")
"""Folder with passwords and private keys of roads, one per file; the database knows their names alone."""
JEUGDKETEN_WEGADRESSEN = omgeving.netwerken("JEUGDKETEN_WEGADRESSEN")
"""Addresses and networks that a road may go to although they are of this machine or around it."""
JEUGDKETEN_INTREKTIJD = omgeving.getal("JEUGDKETEN_INTREKTIJD", 10)
"""Seconds that a decision waits before it is sent, so that it can be taken back."""
JEUGDKETEN_CORRESPONDENTIEADRESSEN = omgeving.tekst("JEUGDKETEN_CORRESPONDENTIEADRESSEN")
"""File with each municipality's postal address; empty: the one in the package."""

ALLOWED_HOSTS = omgeving.lijst("JEUGDKETEN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = omgeving.lijst("JEUGDKETEN_HERKOMST")
ROOT_URLCONF = "jeugdketen.config.urls"
WSGI_APPLICATION = "jeugdketen.config.wsgi.application"

# --- Apps, bottom layer first --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "django_htmx",
    "oauth2_provider",
    "jeugdketen.config",
    "jeugdketen.kern",
    "jeugdketen.landschap",
    "jeugdketen.berichten",
    "jeugdketen.dossier",
    "jeugdketen.toewijzing",
    "jeugdketen.overname",
    "jeugdketen.portaal",
    "jeugdketen.api",
]
if JEUGDKETEN_DEMO:
    INSTALLED_APPS.append("jeugdketen.demo")  # the command that fills the synthetic region
MIDDLEWARE = [
    "jeugdketen.config.middleware.beveiligingskoppen",  # first: what another one answers by itself carries them too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jeugdketen.api.tokens.deur",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jeugdketen.kern.middleware.ToegangMiddleware",
    "jeugdketen.portaal.middleware.GrenzenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jeugdketen.config.context.omgeving",
                "jeugdketen.portaal.context.schil",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------------------------------
DATABASES = omgeving.databases(SECRET_KEY)
DATABASE_ROUTERS = ["jeugdketen.config.router.AlleenEigenaarMigreert"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Login and sessions --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "kern.Gebruiker"
AUTHENTICATION_BACKENDS = ["jeugdketen.kern.inloggen.LokaalAccount"]
LOGIN_URL = "/inloggen"
CSRF_FAILURE_VIEW = "jeugdketen.portaal.views.formulier_verlopen"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/inloggen"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "jeugdketen.kern.wachtwoorden.NietVeelgebruikt"},
    {"NAME": "jeugdketen.kern.wachtwoorden.GeenOmgevingswoorden"},
]
JEUGDKETEN_TWEEDE_FACTOR = omgeving.keuze(
    "JEUGDKETEN_TWEEDE_FACTOR", ("iedereen", "dossier", "nee"), "nee" if JEUGDKETEN_DEMO else "iedereen"
)
"""Who must have a second factor: everybody, roles that reach files or accounts, or nobody (the demo)."""
JEUGDKETEN_OIDC = omgeving.inlogdiensten()
"""The log-in providers (OpenID Connect), each with its secret; ``docs/aanmelden.md`` tells how."""
JEUGDKETEN_WACHTWOORD = omgeving.ja("JEUGDKETEN_WACHTWOORD", True)
"""False where everybody logs in at a provider: there are no local accounts then."""
# With the prefix __Host- a browser keeps a cookie to this very host, over HTTPS, for the whole site.
_VOORVOEGSEL = "__Host-" if JEUGDKETEN_HTTPS else ""
SESSION_ENGINE = "jeugdketen.kern.sessies"
JEUGDKETEN_SESSIE_STIL = omgeving.getal("JEUGDKETEN_SESSIE_STIL", 30)
"""Minutes without a request after which a session is over."""
JEUGDKETEN_SESSIE_DUUR = omgeving.getal("JEUGDKETEN_SESSIE_DUUR", 9 * 60)
"""Minutes since the log-in after which a session is over: one working day."""
SESSION_COOKIE_NAME = f"{_VOORVOEGSEL}jeugdketen"
SESSION_COOKIE_AGE = JEUGDKETEN_SESSIE_DUUR * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = JEUGDKETEN_HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_VOORVOEGSEL}merk"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = JEUGDKETEN_HTTPS

JEUGDKETEN_GRENZEN = omgeving.lijst("JEUGDKETEN_GRENZEN")
"""Limits that differ from the standard ones, as ``zoeken=60/60`` (times/seconds); see ``kern.grenzen``."""

# --- Machines: OAuth2 client credentials only; tokens are stored as a checksum ---------------------------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "api.Machineaccount"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "jeugdketen.api.rechten.EigenRechten",
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["client_credentials"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
} | {
    f"COMPLIANT_BCP_RFC9700_{punt}": True
    for punt in (
        "IMPLICIT_GRANT",
        "PASSWORD_GRANT",
        "PKCE_METHOD",
        "ACCESS_TOKEN_TRANSPORT",
        "AUTHZ_RESPONSE_ISS",
        "TOKEN_STORAGE",
        "REFRESH_TOKEN",
        "REDIRECT_URI_SCHEME",
        "REDIRECT_URI_MATCHING",
        "PKCE_REQUIRED",
    )
}

# --- Transport -----------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = JEUGDKETEN_HTTPS
SECURE_REDIRECT_EXEMPT = [
    r"^gezond$",  # a load balancer asks over plain HTTP
    r"^api/",  # refuses plain HTTP instead, so that a machine that sends its secret that way notices
]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if JEUGDKETEN_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = JEUGDKETEN_HTTPS
SECURE_HSTS_PRELOAD = JEUGDKETEN_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if omgeving.ja("JEUGDKETEN_ACHTER_PROXY", False):
    # Only where a reverse proxy always sets or strips this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- Static files: hashed and compressed, served by WhiteNoise -----------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = omgeving.pad("JEUGDKETEN_STATIC", Path("static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
VENDOR_MAP = PAKKET / "portaal" / "static" / "vendor"
"""Where the front-end step of set-up puts the design system's files; without them pages work unstyled."""

# --- Logging: to the process's own output, never a BSN -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "gewoon": {
            "()": "jeugdketen.config.logboekregels.ZonderPersoonsgegevens",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "jeugdketen.config.logboekregels.JsonRegels"},
    },
    "filters": {"weigering": {"()": "jeugdketen.config.logboekregels.GeenSpoorBijWeigering"}},
    "handlers": {
        "uit": {
            "class": "logging.StreamHandler",
            "formatter": omgeving.keuze("JEUGDKETEN_LOGVORM", ("json", "gewoon"), "json"),
            "filters": ["weigering"],
        }
    },
    "root": {"handlers": ["uit"], "level": omgeving.tekst("JEUGDKETEN_LOGNIVEAU", "INFO").upper()},
    "loggers": {
        "django.server": {"handlers": ["uit"], "level": "WARNING", "propagate": False},
        "django": {"handlers": ["uit"], "level": "INFO", "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "authlib": {"level": "WARNING"},  # at DEBUG it writes the secret of a log-in under way
        "oauthlib": {"level": "WARNING"},  # at DEBUG it writes the token that it gives
        "urllib3": {"level": "WARNING"},
    },
}
