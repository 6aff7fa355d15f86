"""What the tests put into moto to make it lighter changes none of its answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration import emulation


def test_every_answer_is_that_of_plain_moto() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.emulation"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"},
        capture_output=True,
        check=True,
        text=True,
    )
    plain, ours = json.loads(done.stdout), emulation.told()
    for (name, asked), one, other in zip(emulation.CALLS, plain, ours, strict=False):
        assert other == one, f"{name} {asked}"
    assert ours == plain  # the stream's records too
    assert len(ours) > len(emulation.CALLS)
    assert sum("CancellationReasons" in one for one in ours) == 1
    assert sum('"status": 200' in one for one in ours) > 30
