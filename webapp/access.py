"""Who may ask: keys for programs, nobody but this machine where there are none, and so many requests a minute."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable

from flask import Flask, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized

from .config import Settings
from .keys import Key, KeyFileError, KeyRing, Scope

OPEN_TO_ALL = frozenset({"/healthz", "/readyz"})
"""What a monitor may ask from anywhere: it says that the server is well, and nothing else."""
FOR_PROGRAMS = ("/api/", "/v2/", "/metrics", "/static/")
"""What keys open from elsewhere; everything else is a page for people."""
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
UNGUARDED = (
    "Nothing decides who may come in: there are no keys, and no proxy is said to be in front. Add a key (langcheck serve keys add NAME) and name its "
    "file in [keys], or set behind_proxy = true in [server] where a reverse proxy signs people in."
)


def is_local(host: str) -> bool:
    """Whether a host name or address is this machine alone.

    >>> is_local("127.0.0.1"), is_local("::1"), is_local("0.0.0.0"), is_local("localhost"), is_local("records.example.org")
    (True, True, False, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


class Bucket:
    """A token bucket for each name: so many requests a minute, up to a tenth of them (at least one) at once.

    Each server process has buckets of its own, so that with several processes the limit is that many times as wide.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, per_minute / 10)
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> float:
        """Take a token: 0 where there was one, else the seconds until there is."""
        with self._lock:
            now = self._clock()
            tokens, then = self._left.get(name, (self._most, now))
            tokens = min(self._most, tokens + (now - then) * self._rate)
            taken = tokens >= 1
            self._left[name] = (tokens - taken, now)
            return 0.0 if taken else (1 - tokens) / self._rate


class Gate:
    """Lets a request in, or says why not."""

    def __init__(self, settings: Settings) -> None:
        self.ring = KeyRing(settings.keys.file)
        self._behind_proxy = settings.server.behind_proxy
        self._bucket = Bucket(settings.limits.requests_per_minute) if settings.limits.requests_per_minute else None

    def admit(self, scope: Scope, secret: str = "") -> None:  # nosec B107 - no key given
        """Let the request in for `scope`, by its bearer key or by `secret`.

        Where no file of keys is named, everybody is let in whom `guard` lets in. Raises Unauthorized, Forbidden or TooManyRequests.
        """
        key = self._key(secret or _bearer())
        g.key = key.name if key else ""
        if key and scope not in key.scopes:
            raise Forbidden(f"This key is not for {scope!r}. Ask whoever runs the server for one that is.")
        if self._bucket and (wait := self._bucket.take(g.key)):
            raise TooManyRequests("Too many requests for now. Retry-After says how many seconds to wait.", retry_after=math.ceil(wait))

    def _key(self, secret: str) -> Key | None:
        try:
            key = self.ring.find(secret)
        except KeyFileError:
            raise ServiceUnavailable("The server's keys can't be read. Whoever runs it finds out more with: langcheck serve --check-config") from None
        if self.ring.required and key is None:
            wrong = "This key is not known here." if secret else "This needs a key."
            raise Unauthorized(f"{wrong} Send it as: Authorization: Bearer KEY", www_authenticate=WWWAuthenticate("bearer"))
        return key

    def guard(self) -> None:
        """Refuse requests from elsewhere where nothing decides who may come in. Raises Forbidden."""
        if self._behind_proxy or request.path in OPEN_TO_ALL:
            return
        direct = is_local(request.remote_addr or "127.0.0.1") and not any(name in request.headers for name in FORWARDED)
        if not direct and not request.path.startswith(FOR_PROGRAMS):
            raise Forbidden("The pages are for this computer, or for people whom a reverse proxy signs in (behind_proxy = true in [server]).")
        if not direct and not self.ring.required:
            raise Forbidden(UNGUARDED)


def _bearer() -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def add_gate(app: Flask, settings: Settings) -> Gate:
    """Put a gate before everything that `app` serves. Raises KeyFileError where the file of keys can't be used."""
    gate = Gate(settings)
    app.before_request(gate.guard)
    return gate
