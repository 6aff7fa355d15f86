"""The one background process of the local stack: emulator, mailbox and autosave.

Run as a script in the emulator's own environment, so it imports nothing of ours but what lies
beside it.
"""

import asyncio
import functools
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import mailbox_server
import pending
import unpacked
from ministack import app as emulator
from ministack.core import lambda_runtime, persistence
from ministack.services import apigateway_v1, dynamodb, eventbridge, lambda_svc, ses

AUTOSAVE_SECONDS = 10
PARENT_SECONDS = 1  # between two looks whether it still runs
# Saving blocks requests, so however much there is to save, it takes a twentieth of the time.
LARGEST_SHARE = 20
# Whatever the template allows: more only get into each other's way on a few processors, and each
# imports the whole app first.
WORKERS_OF_A_QUEUE = 2
WORKERS_OF_THE_API = 4
SECONDS_TO_TAKE_A_MAIL = 60  # what takes longer is lost, so long that a busy machine loses none


def main() -> None:
    """Serve until SIGTERM; the emulator saves everything on its way out."""
    # The emulator keeps how far a stream was read but not the stream: after a restart the first
    # records would lie before that place, and be passed over. Reading starts at the beginning.
    lambda_svc._restore_esm_positions = lambda *_: None
    unpacked.share(lambda_runtime)
    lambda_svc._sqs_esm_concurrency = lambda *_: WORKERS_OF_A_QUEUE
    apigateway_v1._invoke_lambda_proxy_v1 = _few_at_once(apigateway_v1._invoke_lambda_proxy_v1)
    ses._SMTP_TIMEOUT_SECONDS = SECONDS_TO_TAKE_A_MAIL
    # A query reads its condition anew for every row it looks at.
    for read in ("_tokenize", "_condition_syntax_error"):
        setattr(dynamodb, read, functools.lru_cache(getattr(dynamodb, read)))
    persistence.json = SimpleNamespace(
        dump=_dump, load=json.load, JSONDecodeError=json.JSONDecodeError
    )
    deployed = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: deployed.set())
    mailbox = mailbox_server.start(
        folder=Path(os.environ.pop("MAIL_DIR")),
        smtp_port=int(os.environ["SMTP_HOST"].rsplit(":", 1)[1]),
        web_port=int(os.environ.pop("MAIL_WEB_PORT")),
        pending=pending.pending,
    )
    if not os.environ.pop("SCHEDULES"):
        eventbridge.start_scheduler = lambda: None
    if os.environ.pop("AUTOSAVE"):
        threading.Thread(target=_autosave, args=(deployed,), daemon=True).start()
    if parent := os.environ.pop("ENDS_WITH", ""):
        threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    try:
        emulator.main()
    finally:
        mailbox.stop()


def _few_at_once(answer: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """`answer` for so many requests of the API at once; the others wait. The emulator starts one
    more worker for each that finds all busy, as AWS does on more processors than there are here."""
    free = asyncio.Semaphore(WORKERS_OF_THE_API)

    async def answer_in_turn(*given: Any, **named: Any) -> Any:
        async with free:
            return await answer(*given, **named)

    return answer_in_turn


def _dump(content: Any, file: IO[str], **options: Any) -> None:
    """What `json.dump` writes, in a fifth of the time: that one goes piece by piece in Python."""
    file.write(json.dumps(content, **options))


def _end_with(parent: int) -> None:
    """Stop as by SIGTERM once the process that started this one is gone, however it ended."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _autosave(deployed: threading.Event) -> None:
    """Save what the emulator holds every few seconds: it does so itself only at a clean stop.

    The functions' code and what was deployed are most of it and change with a deployment only,
    which says so by SIGUSR1.
    """
    logging.getLogger("persistence").setLevel(logging.WARNING)
    pause = float(AUTOSAVE_SECONDS)
    while True:
        changed = deployed.wait(pause)
        if changed:  # what is said from here on is for the next round
            deployed.clear()
        started = time.monotonic()
        services = emulator._build_persistence_save_dict()
        if not changed:
            services.pop("lambda", None)
            services.pop("cloudformation", None)
        # The stack last: a kill half-way must not leave one on file without what belongs to it.
        stack_last = sorted(services, key="cloudformation".__eq__)
        persistence.save_all({name: services[name] for name in stack_last})
        pause = max(AUTOSAVE_SECONDS, LARGEST_SHARE * (time.monotonic() - started))


if __name__ == "__main__":
    main()
