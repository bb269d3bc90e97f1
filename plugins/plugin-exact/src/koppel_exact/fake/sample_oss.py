"""One VAT code per EU country and rate for the Unieregeling (One Stop Shop), as a bookkeeper sets them up.

Rates: EC TEDB, as carried by the eu-vat-rates-data 2026.9.29 data set (MIT); periods from the public lists
of VAT rates of ibericode (MIT). Malta is left out on purpose: a shop that sells there finds no code.
"""

from __future__ import annotations

_ALWAYS = "2021-07-01"

OSS_CODES: dict[str, dict[str, tuple[tuple[str, str, str | None], ...]]] = {
    # country: letter of the code: (percentage, first day, last day)
    "AT": {"H": (("0.20", _ALWAYS, None),), "M": (("0.13", _ALWAYS, None),), "L": (("0.10", _ALWAYS, None),)},
    "BE": {"H": (("0.21", _ALWAYS, None),), "M": (("0.12", _ALWAYS, None),), "L": (("0.06", _ALWAYS, None),)},
    "BG": {"H": (("0.20", _ALWAYS, None),), "L": (("0.09", _ALWAYS, None),)},
    "CY": {"H": (("0.19", _ALWAYS, None),), "M": (("0.09", _ALWAYS, None),), "L": (("0.05", _ALWAYS, None),)},
    "CZ": {
        "H": (("0.21", _ALWAYS, None),),
        "L": (("0.15", _ALWAYS, "2023-12-31"), ("0.12", "2024-01-01", None)),
    },
    "DE": {"H": (("0.19", _ALWAYS, None),), "L": (("0.07", _ALWAYS, None),)},
    "DK": {"H": (("0.25", _ALWAYS, None),)},
    "EE": {
        "H": (
            ("0.20", _ALWAYS, "2023-12-31"),
            ("0.22", "2024-01-01", "2025-06-30"),
            ("0.24", "2025-07-01", None),
        ),
        "M": (("0.13", "2025-01-01", None),),
        "L": (("0.09", _ALWAYS, None),),
    },
    "ES": {"H": (("0.21", _ALWAYS, None),), "L": (("0.10", _ALWAYS, None),), "S": (("0.04", _ALWAYS, None),)},
    "FI": {
        "H": (("0.24", _ALWAYS, "2024-08-31"), ("0.255", "2024-09-01", None)),
        "M": (("0.14", _ALWAYS, "2025-12-31"), ("0.135", "2026-01-01", None)),
        "L": (("0.10", _ALWAYS, None),),
    },
    "FR": {"H": (("0.20", _ALWAYS, None),), "M": (("0.10", _ALWAYS, None),), "L": (("0.055", _ALWAYS, None),)},
    "GR": {"H": (("0.24", _ALWAYS, None),), "M": (("0.13", _ALWAYS, None),), "L": (("0.06", _ALWAYS, None),)},
    "HR": {"H": (("0.25", _ALWAYS, None),), "M": (("0.13", _ALWAYS, None),), "L": (("0.05", _ALWAYS, None),)},
    "HU": {"H": (("0.27", _ALWAYS, None),), "M": (("0.18", _ALWAYS, None),), "L": (("0.05", _ALWAYS, None),)},
    "IE": {"H": (("0.23", _ALWAYS, None),), "M": (("0.135", _ALWAYS, None),), "L": (("0.09", _ALWAYS, None),)},
    "IT": {"H": (("0.22", _ALWAYS, None),), "L": (("0.10", _ALWAYS, None),), "S": (("0.04", _ALWAYS, None),)},
    "LT": {
        "H": (("0.21", _ALWAYS, None),),
        "M": (("0.09", _ALWAYS, "2025-12-31"), ("0.12", "2026-01-01", None)),
        "L": (("0.05", _ALWAYS, None),),
    },
    "LU": {
        "H": (("0.17", _ALWAYS, "2022-12-31"), ("0.16", "2023-01-01", "2023-12-31"), ("0.17", "2024-01-01", None)),
        "L": (("0.08", _ALWAYS, "2022-12-31"), ("0.07", "2023-01-01", "2023-12-31"), ("0.08", "2024-01-01", None)),
        "S": (("0.03", _ALWAYS, None),),
    },
    "LV": {"H": (("0.21", _ALWAYS, None),), "M": (("0.12", _ALWAYS, None),), "L": (("0.05", _ALWAYS, None),)},
    "PL": {"H": (("0.23", _ALWAYS, None),), "M": (("0.08", _ALWAYS, None),), "L": (("0.05", _ALWAYS, None),)},
    "PT": {"H": (("0.23", _ALWAYS, None),), "M": (("0.13", _ALWAYS, None),), "L": (("0.06", _ALWAYS, None),)},
    "RO": {
        "H": (("0.19", _ALWAYS, "2025-07-31"), ("0.21", "2025-08-01", None)),
        "L": (("0.09", _ALWAYS, "2025-07-31"), ("0.11", "2025-08-01", None)),
    },
    "SE": {"H": (("0.25", _ALWAYS, None),), "M": (("0.12", _ALWAYS, None),), "L": (("0.06", _ALWAYS, None),)},
    "SI": {"H": (("0.22", _ALWAYS, None),), "L": (("0.095", _ALWAYS, None),), "S": (("0.05", _ALWAYS, None),)},
    "SK": {
        "H": (("0.20", _ALWAYS, "2024-12-31"), ("0.23", "2025-01-01", None)),
        "M": (("0.19", "2025-01-01", None),),
        "L": (("0.10", _ALWAYS, "2024-12-31"), ("0.05", "2025-01-01", None)),
    },
    "NL": {"H": (("0.21", _ALWAYS, None),), "L": (("0.09", _ALWAYS, None),)},
}
