"""An empty LAPOR for measuring: the emulator with the tables of the template, nothing deployed."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.store.base import CommonMeta
from infra.bench.meter import Meter
from infra.deploy import Clients
from infra.local.aws import CREDENTIALS, clients
from infra.local.emulator import REGION, Emulator
from infra.package import ROOT, build

TABLES = {
    "CasesTable": "CASES_TABLE",
    "ReferenceTable": "REFERENCE_TABLE",
    "SimilarTable": "SIMILAR_TABLE",
    "VaultTable": "VAULT_TABLE",
    "VaultKeysTable": "VAULT_KEYS_TABLE",
    "ClaimsTable": "CLAIMS_TABLE",
    "ReadingsTable": "READINGS_TABLE",
    "FiguresTable": "FIGURES_TABLE",
    "LeadsTable": "LEADS_TABLE",
}

FRESH = ("CasesTable", "SimilarTable")
PATIENCE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class World:
    """A database the product is pointed at, and the meter on it."""

    aws: Clients
    meter: Meter
    name: str

    def fresh_cases(self, name: str) -> None:
        """Other tables of cases and of what similar ones are found by, empty, from here on."""
        for logical in FRESH:
            table = _create(self.aws("dynamodb"), logical, f"{self.name}-{name}")
            os.environ[TABLES[logical]] = table


@contextmanager
def world() -> Iterator[World]:
    """Start it; the environment of this process names it until the end."""
    with TemporaryDirectory(prefix="lapor-bench-") as home:
        emulator = Emulator(home=Path(home))
        emulator.start()
        before, patience = dict(os.environ), CommonMeta.read_timeout_seconds
        # The emulator takes longer the larger a partition is; DynamoDB does not.
        CommonMeta.read_timeout_seconds = PATIENCE_SECONDS
        try:
            aws = clients(emulator.endpoint)
            # A name of its own: the store keeps its connections by the names of tables.
            name = f"bench-{emulator.ports().aws}"
            os.environ.update(_environment(aws, emulator.endpoint, name))
            here = World(aws=aws, meter=Meter(aws("dynamodb")), name=name)
            here.fresh_cases("pieces")
            yield here
        finally:
            emulator.stop()
            CommonMeta.read_timeout_seconds = patience
            os.environ.clear()
            os.environ.update(before)


def _environment(aws: Clients, endpoint: str, name: str) -> Mapping[str, str]:
    secret = aws("secretsmanager").create_secret(Name="pepper", SecretString="p" * 64)
    return CREDENTIALS | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "PEPPER_SECRET_ID": secret["ARN"],
        "VAULT_KEY_ID": aws("kms").create_key()["KeyMetadata"]["Arn"],
        "PUBLIC_URL": "https://lapor.example",
        **{
            variable: _create(aws("dynamodb"), logical, name)
            for logical, variable in TABLES.items()
            if logical not in FRESH
        },
    }


def _create(database: Any, logical: str, name: str) -> str:
    """A table as the template has it, without its stream: nothing listens here."""
    wanted = build("prod", ROOT / ".local").template["Resources"][logical]["Properties"]
    used = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    request = {part: wanted[part] for part in used if part in wanted}
    table = f"{name}-{logical}"
    database.create_table(TableName=table, **request)
    return table
