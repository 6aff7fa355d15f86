"""Lint the template exactly as it would be deployed.

Usage: python -m infra.lint
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from infra.console import plainly, say
from infra.package import ROOT, build, render


def main() -> None:
    """Package, write the template as it is uploaded, and ask cfn-lint."""
    template = build("prod", ROOT / ".local").template
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.json"
        file.write_text(render(template))
        linter = Path(sys.executable).with_name("cfn-lint")
        done = subprocess.run([linter, "--region", "ap-southeast-3", "--", file])
    if done.returncode:
        sys.exit(done.returncode)
    say(f"Template clean: {len(template['Resources'])} resources.")


if __name__ == "__main__":
    with plainly():
        main()
