"""The JSON API under /api/v1: models, problems, the routes, and the OpenAPI document that is made from them."""

from .routes import add_api

__all__ = ["add_api"]
