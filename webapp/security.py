"""What every response carries, and what a request may weigh."""

from __future__ import annotations

from flask import Flask, Response

MAX_BYTES = 1_000_000
"""The longest request that is read."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def secure(app: Flask) -> None:
    """Bound what is read of a request, and give each response the headers above."""
    # Flask reads form fields only up to a limit of their own.
    app.config.update(MAX_CONTENT_LENGTH=MAX_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BYTES)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response
