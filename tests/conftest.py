"""Which tests stay together when several processes share the work."""

import pytest

OWN_STACK = "tests/local/faults/"


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process has the deployed stack and every test of it; other files stay whole."""
    for item in items:
        file = item.nodeid.split("::")[0]
        fixtures = getattr(item, "fixturenames", ())
        shared = "deployed" in fixtures and not file.startswith(OWN_STACK)
        item.add_marker(pytest.mark.xdist_group("stack" if shared else file))
