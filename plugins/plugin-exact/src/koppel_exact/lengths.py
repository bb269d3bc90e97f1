"""How long texts may be in Exact.

What the service does with a longer text is not documented: refuse or cut. So nothing longer is ever sent.
"""

from __future__ import annotations

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
