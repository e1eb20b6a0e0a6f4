"""The health check that a supervisor or load balancer asks for."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


def gezond(request: HttpRequest) -> JsonResponse:
    """200 when the process answers and the database does; 503 otherwise. Tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "onbereikbaar"}, status=503)
    return JsonResponse({"database": "goed"})
