"""The same answers as Atom XML, which is what a client gets that does not ask for JSON."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from werkzeug.wrappers import Response

from .catalogue import Entity

_ATOM = "http://www.w3.org/2005/Atom"
_DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices"
_META = f"{_DATA}/metadata"
ET.register_namespace("d", _DATA)
ET.register_namespace("m", _META)


def atom_response(entity: Entity, payload: dict[str, Any], status: int = 200) -> Response:
    """A feed for a list, an entry for a single row; the payload is the JSON envelope of the same answer."""
    content = payload["d"]
    if isinstance(content, dict) and "results" not in content:
        return _xml(_entry(entity, content), status, "application/atom+xml;type=entry")
    rows = content if isinstance(content, list) else content["results"]
    feed = ET.Element(f"{{{_ATOM}}}feed")
    for row in rows:
        feed.append(_entry(entity, row))
    if isinstance(content, dict) and "__next" in content:
        ET.SubElement(feed, f"{{{_ATOM}}}link", rel="next", href=content["__next"])
    return _xml(feed, status, "application/atom+xml;type=feed")


def atom_error(message: str, status: int) -> Response:
    """An error; code and language are as empty as in JSON."""
    root = ET.Element(f"{{{_META}}}error")
    ET.SubElement(root, f"{{{_META}}}code")
    ET.SubElement(root, f"{{{_META}}}message").text = message
    return _xml(root, status, "application/xml")


def _entry(entity: Entity, row: dict[str, Any]) -> ET.Element:
    entry = ET.Element(f"{{{_ATOM}}}entry")
    if "__metadata" in row:
        ET.SubElement(entry, f"{{{_ATOM}}}id").text = row["__metadata"]["uri"]
    content = ET.SubElement(entry, f"{{{_ATOM}}}content", type="application/xml")
    properties = ET.SubElement(content, f"{{{_META}}}properties")
    for name, value in row.items():
        if not name.startswith("__") and not isinstance(value, dict):
            _property(properties, entity, name, value)
    return entry


def _property(parent: ET.Element, entity: Entity, name: str, value: Any) -> None:
    element = ET.SubElement(parent, f"{{{_DATA}}}{name}")
    edm = entity.properties[name].edm if name in entity.properties else "String"
    if edm != "String":
        element.set(f"{{{_META}}}type", f"Edm.{edm}")
    if value is None:
        element.set(f"{{{_META}}}null", "true")
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)


def _xml(root: ET.Element, status: int, mimetype: str) -> Response:
    return Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), status, content_type=mimetype)
