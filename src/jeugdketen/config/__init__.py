"""How the application is put together: settings from the environment, urls, wsgi, management commands."""
