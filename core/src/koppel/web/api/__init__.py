"""The JSON API: the same things as the pages and the commands, in the same objects as the commands print.

Only bearer tokens count here, never the cookie of a browser: so no page elsewhere can use a login that is open.
"""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from koppel.web.api import (
    connection_settings,
    connections,
    integrations,
    keeping,
    notices,
    reconciliations,
    runs,
    usage,
)
from koppel.web.api.description import Completion, ErrorSchema, keep_description

_PREFIX = "/api/v1"


class _JsonApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Errors are answered by `troubles`, which knows pages from JSON; the library would take over all of them."""

    ERROR_SCHEMA = ErrorSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        return


def register_api(app: Flask) -> None:
    """Add the API and its description at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Koppel",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=_PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _JsonApi(app, spec_kwargs={"extra_plugins": [Completion(app)]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for part in (
        connections.api,
        connection_settings.api,
        integrations.api,
        runs.api,
        keeping.api,
        reconciliations.api,
        usage.api,
        notices.api,
    ):
        api.register_blueprint(part, url_prefix=_PREFIX)
    keep_description(app, api)
