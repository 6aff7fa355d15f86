"""What the rules need to know of agencies. The register is kept elsewhere and fits these shapes;
tests bring their own."""

from datetime import date
from typing import Protocol


class AgencyView(Protocol):
    """What the rules need to know of an agency."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...  # the government a unit is part of
    @property
    def zone(self) -> str: ...
    @property
    def successor_id(self) -> str | None: ...  # who takes up its open cases when it ends
    def ended(self, on: date) -> bool: ...  # whether its last day is over


class Directory(Protocol):
    """The agencies as the rules see them; `routing.registry.Registry` is one."""

    def get(self, agency_id: str, on: date | None = None) -> AgencyView | None: ...
    def senior_of(self, agency_id: str) -> AgencyView | None: ...
    def oversees(self, monitor_id: str, agency_id: str) -> bool: ...
