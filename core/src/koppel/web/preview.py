"""The preview: the newest documents as the bookings that they would become, read as a bookkeeper reads them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request

from koppel.errors import KoppelError
from koppel.sync import integrations
from koppel.sync import preview as previews
from koppel.text import Text
from koppel.web.entry import Entry, entry_of
from koppel.web.lookup import integration_name
from koppel.web.site import the_home
from koppel.web.troubles import status_of

pages = Blueprint("preview", __name__, url_prefix="/integrations/<int:integration_id>")

_AMOUNTS_OF_DOCUMENTS: Final = (10, 25, 50)


@pages.get("/preview")
def page(integration_id: int) -> tuple[str, int]:
    """The newest documents, or the one that is asked for. Writes nothing anywhere."""
    home = the_home()
    name = integration_name(home, integration_id)
    limit = request.args.get("limit", _AMOUNTS_OF_DOCUMENTS[0], type=int)
    sought = request.args.get("document", "").strip()
    shown: list[tuple[previews.PreviewDocument, Entry | None]] = []
    wrong: Text | None = None
    status = 200
    try:
        found = previews.preview(home, name, limit=min(max(limit, 1), 50), document=sought or None)
        shown = [(item, entry_of(item.booking) if item.booking else None) for item in found]
    except KoppelError as error:
        wrong, status = error.sentence, status_of(error)
    html = render_template(
        "preview.html",
        integration=integrations.show(home, name),
        shown=shown,
        wrong=wrong,
        sought=sought,
        limit=limit,
        limits=_AMOUNTS_OF_DOCUMENTS,
    )
    return html, status
