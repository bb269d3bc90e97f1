"""How long texts may be in Exact, and cutting them to size without losing what they say.

What the service does with a longer text is not documented: refuse or cut. So nothing longer is ever sent.
"""

from __future__ import annotations

import hashlib
from typing import Final

NAME: Final = 50
SEARCH_CODE: Final = 20
ADDRESS_LINE: Final = 60
CITY: Final = 40
POSTCODE: Final = 20
EMAIL: Final = 100
PHONE: Final = 25
VAT_NUMBER: Final = 20
DESCRIPTION: Final = 60
REFERENCE: Final = 30
ITEM_CODE: Final = 30
_MARK: Final = 8


def code_of(text: str, length: int) -> str:
    """A text by which something is found back: whole where it fits, else its beginning and a checksum of all of it.

    Two long texts that begin alike must not become one code, so cutting alone will not do.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    checksum = hashlib.sha256(text.encode()).hexdigest()[:_MARK]
    return f"{text[: length - _MARK - 1]}~{checksum}"
