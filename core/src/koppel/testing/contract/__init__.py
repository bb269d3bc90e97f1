"""The contract kit: what every connector must do, as tests that its author gets by one line each.

```python
from koppel.testing.contract import source_tests, target_tests

TestMyShop = source_tests(MyShop, demo.service())
TestMyBooks = target_tests(MyBooks, demo.service())
```

Each rule runs the connector against its own fake, with the core around it as in real life. A rule that fails says in
its docstring what was promised.
"""

from __future__ import annotations

from koppel.testing.contract.offered import target_tests
from koppel.testing.contract.sources import source_tests

__all__ = ["source_tests", "target_tests"]
