"""The JSON API against its own description: whatever fits it is answered as it says, whatever does not is refused.

The cases are made by schemathesis from the description, the same ones every time.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from koppel.web.tokens import make_token
from unit.web.visiting import Visitor
from unit.web.world import Pages, orders

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KNOWN = {"run_id": 1, "document": "order:1001"}
"""What is there, so that calls reach something; `name` is a connection's or an integration's."""

EXAMPLES = 8


@pytest.fixture
def stocked(pages: Pages, admin: Visitor) -> Pages:
    """Two connections, an integration, documents in several states."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    return pages


@pytest.mark.timeout(400)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_keeps_to_its_description(stocked: Pages, mode: GenerationMode) -> None:
    """No error of the server, no status or body that is not described, nothing accepted that does not fit."""
    token = make_token(stocked.home, 1, "schemathesis")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", stocked.app)
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(found) > 15
    for operation in sorted(found, key=lambda one: one.method == "delete"):  # what is removed is not there any more
        _try_out(operation, mode, token)


def _try_out(operation: APIOperation, mode: GenerationMode, token: str) -> None:
    known = KNOWN | {"name": "webshop" if "/integrations/" in operation.path else "shop"}
    pinned = {one.name: known[one.name] for one in operation.path_parameters if one.name in known}
    strategy = operation.as_strategy(generation_mode=mode, path_parameters=pinned if mode.is_positive else None)

    @given(case=strategy)
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=[*CHECKS, negative_data_rejection])

    check()
