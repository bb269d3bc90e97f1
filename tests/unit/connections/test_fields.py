"""What is wrong with a form of a connection is said in the reader's own words."""

from __future__ import annotations

import pytest

from koppel.connections.fields import check_fields
from koppel.connectors import KeySecretUrl
from koppel.errors import WrongUse
from koppel.text import Text
from support.memory import MemoryShop

KEYS = KeySecretUrl(
    url_label=Text(en="Address of the shop", nl="Adres van de winkel"),
    key_label=Text(en="Key", nl="Sleutel"),
    secret_label=Text(en="Secret", nl="Geheim"),
)


def test_a_missing_field_has_the_label_of_the_readers_language() -> None:
    """The Dutch sentence names the Dutch label, the English one the English."""
    with pytest.raises(WrongUse) as refused:
        check_fields(MemoryShop, KEYS, {"url": "https://shop.example", "consumer_key": "ck"})

    assert "(Geheim)" in refused.value.sentence.nl
    assert "(Secret)" in refused.value.sentence.en
