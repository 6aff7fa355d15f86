"""Write what follows from infra/functions.toml, or check that the files are current: the functions
of .chalice/config.json, and the part of infra/template.yaml between its two marks.

Usage: python -m infra.generated [--check]
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from infra.console import CommandError, plainly, say
from infra.dashboard import dashboard
from infra.function_resources import outputs, resources
from infra.functions import FUNCTIONS
from infra.package import ROOT
from infra.queue_policies import queue_policies

CONFIG = ROOT / ".chalice" / "config.json"
TEMPLATE = ROOT / "infra" / "template.yaml"
BEGIN = "  # ---- Written by `make functions` from infra/functions.toml. ----\n"
END = "  # ---- Written by hand again. ----\n"


class _Plain(yaml.SafeDumper):
    """Writes equal parts in full, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> None:
    """Write, or compare."""
    _check_app()
    made = {CONFIG: config(CONFIG.read_text()), TEMPLATE: template(TEMPLATE.read_text())}
    for file, content in made.items():
        name = file.relative_to(ROOT)
        if sys.argv[1:] != ["--check"]:
            file.write_text(content)
            say(f"Written: {name}")
        elif file.read_text() != content:
            raise CommandError(f"{name} is not what infra/functions.toml says: `make functions`.")
    say(f"Functions current: {len(FUNCTIONS)}.")


def config(current: str) -> str:
    """The settings of Chalice with the functions there are; the rest of `current` stays."""
    functions = {
        function.name: {
            "iam_policy_file": f"policy-{function.name}.json",
            "lambda_memory_size": function.memory,
            "lambda_timeout": function.timeout,
        }
        for function in FUNCTIONS
    }
    return json.dumps(json.loads(current) | {"lambda_functions": functions}, indent=2) + "\n"


def template(current: str) -> str:
    """The template with what follows from the functions between its marks; the rest stays."""
    before, begin, rest = current.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CommandError("infra/template.yaml has lost the marks of its written part.")
    parts = {name: part for function in FUNCTIONS for name, part in resources(function).items()}
    parts |= dict(queue_policies()) | {"Dashboard": dashboard()}
    written = "\n".join(_indented({name: part}) for name, part in parts.items())
    written += f"\nOutputs:\n{_indented(dict(outputs()))}"
    return before + begin + written + end + after


def _indented(parts: Mapping[str, Any]) -> str:
    text = yaml.dump(
        dict(parts), Dumper=_Plain, default_flow_style=None, sort_keys=False, width=100
    )
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def _check_app() -> None:
    """That app.py has these functions and no others."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-3")  # Chalice asks for one
    from app import app

    handlers = {source.name for source in app.event_sources} | {"api_handler"}
    handlers |= {function.name for function in app.pure_lambda_functions}
    if unlike := handlers ^ {function.name for function in FUNCTIONS}:
        raise CommandError(f"In app.py or infra/functions.toml alone: {', '.join(sorted(unlike))}.")


if __name__ == "__main__":
    with plainly():
        main()
