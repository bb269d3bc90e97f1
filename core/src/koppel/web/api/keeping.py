"""What a person decides about documents, and importing again, in the JSON API."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from koppel.sync import keeping
from koppel.sync.again import import_again
from koppel.web.api.document_schemas import RetriedSchema, RetrySchema
from koppel.web.api.integrations import known
from koppel.web.api.part import needs, new_part
from koppel.web.site import the_home
from koppel.work.queue import request_run

api = new_part("api_keeping", "Holding, releasing and importing again")


class NamedSchema(Schema):
    """Which documents, by key or number."""

    documents = fields.List(fields.String(), required=True, validate=validate.Length(min=1))


class LinkSchema(Schema):
    """Which document, by key or number."""

    document = fields.String(required=True)


class KeptSchema(Schema):
    """The keys of the documents that the decision changed."""

    documents = fields.List(fields.String(), required=True)


class AgainSchema(Schema):
    """From which day the shop is read again; `before_start_day` moves the start day when it is earlier."""

    day = fields.Date(required=True, data_key="from", attribute="day", metadata={"description": "YYYY-MM-DD"})
    before_start_day = fields.Boolean(load_default=False)


class StartedSchema(Schema):
    """The run that does it."""

    run = fields.Integer(required=True)


@api.post("/integrations/<name>/hold")
@needs("run")
@api.arguments(NamedSchema)
@api.response(200, KeptSchema)
def hold(given: dict[str, Any], name: str) -> Any:
    """Keep documents back: they are not booked until they are released. All of them, or none when one is too late."""
    return keeping.hold(the_home(), known(name), given["documents"])


@api.post("/integrations/<name>/release")
@needs("run")
@api.arguments(RetrySchema)
@api.response(202, RetriedSchema)
def release(given: dict[str, Any], name: str) -> Any:
    """Let documents go, and ask for a run; none named means all that are kept back."""
    home = the_home()
    kept = keeping.release(home, known(name), given["documents"])
    run = request_run(home, name, trigger="retry", only=kept.documents) if len(kept) else None
    return {"due": len(kept), "run": run}


@api.post("/integrations/<name>/skip")
@api.arguments(NamedSchema)
@api.response(200, KeptSchema)
def skip(given: dict[str, Any], name: str) -> Any:
    """They were booked by hand: Koppel leaves them alone."""
    return keeping.skip(the_home(), known(name), given["documents"])


@api.post("/integrations/<name>/link")
@api.arguments(LinkSchema)
@api.response(200, KeptSchema)
def link(given: dict[str, Any], name: str) -> Any:
    """What stands in the package under this document's reference is this document, whatever its total."""
    return keeping.link(the_home(), known(name), given["document"])


@api.post("/integrations/<name>/again")
@api.arguments(AgainSchema)
@api.response(202, StartedSchema)
def again(given: dict[str, Any], name: str) -> Any:
    """Read the shop once more from a day on, and book what was missed. Nothing is booked twice."""
    home = the_home()
    import_again(home, known(name), given["day"], before_start_day=given["before_start_day"])
    return {"run": request_run(home, name, trigger="again")}
