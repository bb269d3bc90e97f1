"""The pages and the JSON API: showing what the rooms below do, and handing on what a person decides.

`app.create_app` makes the Flask app, `serve.make_server` serves it. Nothing is decided here about bookings.
"""

from __future__ import annotations
