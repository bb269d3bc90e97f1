"""How long texts may be at the service, and cutting them to size without losing what they say.

What happens to a longer text differs per field: some are refused, of some nobody knows. So nothing longer is ever sent.
"""

from __future__ import annotations

import hashlib
from typing import Final

NUMBER: Final = 50
DESCRIPTION: Final = 50
BOOKING_DESCRIPTION: Final = 200
ROW_DESCRIPTION: Final = 50
ITEM_DESCRIPTION: Final = 250
NAME: Final = 100
ADDRESS: Final = 150
SHORT: Final = 50
EMAIL: Final = 150
CODE: Final = 15
_MARK: Final = 8


def checksum(text: str) -> str:
    """Eight digits that tell long texts apart."""
    return str(int(hashlib.sha256(text.encode()).hexdigest(), 16))[:_MARK]
