"""A real OpenID Connect server for the tests of logging in: Canaille, in memory, on one port of this machine.

    python tests/canaille_dienst.py POORT TERUGADRES...

Knows two people (`sanne`, `bob`; password `olifant-in-de-kast`) and one client. Prints `klaar` once it listens, and
stops when its input closes.
"""

from __future__ import annotations

import datetime
import logging
import os
import sys
import threading

WACHTWOORD = "olifant-in-de-kast"
CLIENT_ID, GEHEIM = "jeugdketen", "geheim-van-de-proefdienst-0123456789"


def main(poort: int, terug: list[str]) -> None:
    """Serve until the input closes."""
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from werkzeug.serving import make_server

    app = create_app(
        {
            "SERVER_NAME": f"127.0.0.1:{poort}",
            "SECRET_KEY": "van-geen-waarde-buiten-deze-proef",
            "PREFERRED_URL_SCHEME": "http",
            "CACHE_TYPE": "SimpleCache",
            "CANAILLE": {
                "DATABASE": "memory",
                "LANGUAGE": "en",
                "JAVASCRIPT": False,
                "CAPTCHA_ENABLED": False,
                "SMTP": None,
                "LOGGING": {"version": 1, "disable_existing_loggers": True},
            },
            "CANAILLE_OIDC": {"TRUSTED_DOMAINS": ["localhost", "127.0.0.1"]},
        }
    )
    with app.app_context():
        for naam in ("sanne", "bob"):
            mens = models.User(
                formatted_name=naam.title(),
                family_name=naam.title(),
                user_name=naam,
                emails=[f"{naam}@voorbeeld.test"],
                password=WACHTWOORD,
            )
            Backend.instance.save(mens)
        client = models.Client(
            client_id=CLIENT_ID,
            client_secret=GEHEIM,
            client_name="Jeugdketen",
            client_uri="https://jeugdketen.example",
            client_id_issued_at=datetime.datetime.now(datetime.UTC),
            redirect_uris=terug,
            post_logout_redirect_uris=[adres.split("/inloggen", 1)[0] + "/inloggen" for adres in terug],
            token_endpoint_auth_method="client_secret_basic",
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid"],
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", poort, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("klaar", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    os.environ.pop("AUTHLIB_INSECURE_TRANSPORT", None)
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain HTTP on this machine
    main(int(sys.argv[1]), sys.argv[2:])
