"""Settings of the test run: fixed secrets of no value, plain static files, a cheap password hash.

The databases are filled in by tests/conftest.py once a PostgreSQL is there.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_VAST = {
    "JEUGDKETEN_GEHEIM": "alleen-voor-de-tests-" + "0123456789abcdef" * 3,
    "JEUGDKETEN_BSN_SLEUTELS": "dGVzdHNsZXV0ZWwtdm9vci1ic24tdmFuLTMyLWJ5dGU=",
    "JEUGDKETEN_BSN_HASHSLEUTEL": "74657374",
    "JEUGDKETEN_HTTPS": "0",
    "JEUGDKETEN_DEMO": "0",
    "JEUGDKETEN_TWEEDE_FACTOR": "nee",
    "JEUGDKETEN_VANDAAG": "2026-01-21",
    "JEUGDKETEN_WEGADRESSEN": "127.0.0.0/8,::1",
    "JEUGDKETEN_HOSTS": "localhost,127.0.0.1,testserver",
}
os.environ.update(_VAST)
_CASUSSEN = Path(__file__).resolve().parents[1] / "demo" / "casussen"
os.environ["JEUGDKETEN_BRP"] = f"synthetisch:{_CASUSSEN / 'brp.json'}"
os.environ.setdefault("JEUGDKETEN_POSTBUS", tempfile.mkdtemp(prefix="jeugdketen-postbus-"))
_EIGEN_URL = os.environ.get("DATABASE_URL", "")
if not _EIGEN_URL:
    os.environ["DATABASE_URL"] = "postgresql://nog-niet-gestart@/jeugdketen"

from jeugdketen.config.settings import *  # noqa: F403, E402
from jeugdketen.config.settings import DATABASES, INSTALLED_APPS, LOGGING, STORAGES  # noqa: E402

if not _EIGEN_URL:
    del os.environ["DATABASE_URL"]

for _instelling in DATABASES.values():
    _instelling["CONN_MAX_AGE"] = 0

INSTALLED_APPS.append("jeugdketen.demo")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "WARNING"  # type: ignore[index]
