"""Runs pytest again and again, each time in a fork of one process that has imported the libraries.

Most of what a mutant costs is the import of libraries that no mutant changes. Started in a copy of
the repository; takes one JSON object a line: `arguments` of pytest and `seconds` until it is
stopped; answers with one: `code` (None: stopped) and `output`.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

# What integration tests import, without anything of this repository.
LIBRARIES = (
    "altcha",
    "aws_lambda_powertools",
    "boto3",
    "botocore.stub",
    "chalice.app",
    "cryptography.hazmat.primitives.ciphers.aead",
    "hypothesis.strategies",
    "moto.core.models",
    "moto.dynamodb.models",
    "moto.dynamodb.responses",
    "moto.dynamodbstreams.responses",
    "moto.kms.responses",
    "moto.secretsmanager.responses",
    "moto.sesv2.responses",
    "moto.sns.responses",
    "moto.sqs.responses",
    "pydantic",
    "pynamodb.models",
    "yaml",
)


def main() -> None:
    """Answer until the input ends."""
    for library in LIBRARIES:
        with suppress(ImportError):  # then each fork imports it where it is needed
            importlib.import_module(library)
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.NamedTemporaryFile() as output:
            code = _forked(asked["arguments"], asked["seconds"], output.fileno())
            text = Path(output.name).read_text(encoding="utf-8", errors="replace")
        print(json.dumps({"code": code, "output": text}), flush=True)


def _forked(arguments: list[str], seconds: float, output: int) -> int | None:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        code = int(pytest.main(arguments))
        sys.stdout.flush()
        os._exit(code)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    main()
