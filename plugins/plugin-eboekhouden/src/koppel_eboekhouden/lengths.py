"""How long texts may be at the service.

What happens to a longer text differs per field: some are refused, of some nobody knows. So nothing longer is ever sent.
"""

from __future__ import annotations

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
