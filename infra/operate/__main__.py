"""What an operator does beside deploying; what each command is, in the module of its kind.

Usage: python -m infra.operate officer EMAIL ROLE AGENCY_ID [--stage STAGE]
       python -m infra.operate shut EMAIL
       python -m infra.operate breaches
       python -m infra.operate tell-breach ID
       python -m infra.operate client list
       python -m infra.operate client give NAME --owner WHO --until YYYY-MM-DD [--scope file ...]
                                           [--per-minute N]
       python -m infra.operate client revoke ID
       python -m infra.operate status
       python -m infra.operate letters list|show|replay|discard QUEUE [--id ID] [--reason WHY]
       python -m infra.operate letters discarded
       python -m infra.operate refused [--day YYYY-MM-DD]
       python -m infra.operate reroute
       python -m infra.operate expire-identities --dry-run
       python -m infra.operate recompute-deadlines
       python -m infra.operate rebuild-figures
       python -m infra.operate restore TABLE [--case ID ...] [--keys-lost | --keys-kept]
       python -m infra.operate await-check TABLE
       python -m infra.operate repeat-erasures [--keys-kept]
       python -m infra.operate resume
       python -m infra.operate keep-from-merged
       python -m infra.operate move-reference
       python -m infra.operate rotate-signing-key receipts|ledger
       python -m infra.operate rotate-pepper
       python -m infra.operate verify --case ID ... | --all
"""

import os

from botocore.exceptions import BotoCoreError, ClientError

from infra.console import CommandError, plainly
from infra.deploy import account
from infra.operate.commands import parser


def main() -> None:
    """Run one command with the AWS settings of the environment."""
    given = parser().parse_args()
    try:
        outputs = _outputs(given.stage)
        for name in ("Cases", "Reference", "Figures"):  # for what goes through the store
            os.environ[f"{name.upper()}_TABLE"] = outputs[f"{name}TableName"]
        given.run(given, outputs)
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"AWS refused: {error}") from None


def _outputs(stage: str) -> dict[str, str]:
    stack = account("cloudformation").describe_stacks(StackName=f"lapor-{stage}")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


if __name__ == "__main__":
    with plainly():
        main()
