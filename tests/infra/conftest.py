"""The packaged template, as it would be uploaded."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.package import ROOT, Package, build


@pytest.fixture(scope="session")
def package() -> Package:
    return build("prod", ROOT / ".local")


@pytest.fixture(scope="session")
def template(package: Package) -> Mapping[str, Any]:
    return package.template


@pytest.fixture(scope="session")
def resources(template: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = template["Resources"]
    return found
