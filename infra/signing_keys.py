"""Replace a key that signs: receipts or roots of the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.protection.signing import PublicKey, Signed, public_key
from chalicelib.store import signing_keys
from infra.deploy import Clients

ALIASES: Mapping[Signed, str] = {
    Signed.RECEIPTS: "ReceiptsKeyAlias",
    Signed.LEDGER: "LedgerKeyAlias",
}
"""The outputs of the stack that say under which alias the key of the day is."""


def rotate(aws: Clients, outputs: Mapping[str, str], signed: Signed, now: datetime) -> PublicKey:
    """Let a new key sign, with the policy of the one before, whose public half is kept for good.

    Both are among the published keys before the first signature by the new one. The former stays
    in KMS, and signs nothing more a minute later.

    Returns:
        The new public key.
    """
    kms: Any = aws("kms")
    alias = outputs[ALIASES[signed]]
    former = kms.describe_key(KeyId=alias)["KeyMetadata"]
    policy = kms.get_key_policy(KeyId=former["KeyId"], PolicyName="default")["Policy"]
    made = kms.create_key(
        KeySpec="ECC_NIST_P256",
        KeyUsage="SIGN_VERIFY",
        Description=former["Description"],
        Policy=policy,
        Tags=[{"TagKey": "app", "TagValue": "lapor"}],
    )["KeyMetadata"]
    signing_keys.save(public_key(former["KeyId"], signed, kms), now)
    new = public_key(made["KeyId"], signed, kms)
    signing_keys.save(new, now)
    kms.update_alias(AliasName=alias, TargetKeyId=made["KeyId"])
    return new
