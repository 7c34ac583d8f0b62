"""What every response carries, what a request may weigh, and which pages of other sites may call."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING

from flask import Flask, Request, Response, request

from .config import Limits, Settings

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_BYTES = Limits().request_bytes
"""The longest request that is read, where nothing else is settled."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOR_PROGRAMS = ("/api/", "/v2/")
"""The paths that pages of the origins in [cors] may call."""


class _Kept(BytesIO):
    """A file in memory, of which so many bytes are kept and one more, which tells that it was larger."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Buffer, /) -> int:
        super().write(memoryview(data)[: max(self._most + 1 - self.tell(), 0)])
        return len(memoryview(data))


class RequestInMemory(Request):
    """A request whose files stay in memory: larger ones would go through temporary files."""

    file_bytes = Limits().document_bytes

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None, content_length: int | None = None
    ) -> IO[bytes]:
        return _Kept(self.file_bytes)


def secure(app: Flask, settings: Settings) -> None:
    """Bound what is read of a request, and give each response its headers."""
    app.request_class = type("BoundRequest", (RequestInMemory,), {"file_bytes": settings.limits.document_bytes})
    limit = settings.limits.request_bytes
    # Flask reads form fields only up to a limit of their own.
    app.config.update(MAX_CONTENT_LENGTH=limit, MAX_FORM_MEMORY_SIZE=limit)
    origins = frozenset(settings.cors.origins)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers.update(HEADERS)
        if origins and request.path.startswith(FOR_PROGRAMS):
            response.headers.add("Vary", "Origin")
            if (origin := request.headers.get("Origin")) in origins:
                response.headers.update(_cors(str(origin)))
        return response


def _cors(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Expose-Headers": "X-Request-ID, Retry-After",
        "Access-Control-Max-Age": "600",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
