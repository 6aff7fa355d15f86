"""An operator's commands, run in this process."""

from collections.abc import Mapping

from infra.operate.commands import parser


def operate(*command: str, outputs: Mapping[str, str] | None = None) -> None:
    """Run a command as it is typed, on a stack with these outputs. Raises `CommandError`."""
    given = parser().parse_args(command)
    given.run(given, outputs or {})
