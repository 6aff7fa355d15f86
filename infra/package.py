"""Package the application the way it is deployed: one template, one code archive, one layer."""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from infra.alarms import alarms_for
from infra.console import Trouble

ROOT = Path(__file__).resolve().parent.parent

# botocore describes some 400 services in 15 MB. The functions call these.
KEPT_SERVICES = frozenset(
    {"cognito-idp", "dynamodb", "kms", "s3", "secretsmanager", "ses", "sesv2", "sns", "sqs", "sts"}
)

_FIXED_DATE = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Package:
    """What `chalice package` made, the layer made smaller."""

    template: dict[str, Any]
    code: Path
    layer: Path
    fingerprint: str


def build(stage: str, work: Path) -> Package:
    """Package the application for a stage of `.chalice/config.json` under the folder `work`.

    Nothing is built again while nothing that goes into the package has changed.

    Raises:
        Trouble: `chalice package` failed; the message carries its own words.
    """
    out = work / f"package-{stage}"
    made_from = out / "fingerprint"
    work.mkdir(parents=True, exist_ok=True)
    with (work / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint(stage)
        if not (made_from.exists() and made_from.read_text() == fingerprint):
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            _run_chalice(stage, out)
            _slim_layer(out / "layer-deployment.zip", out / "layer.zip")
            made_from.write_text(fingerprint)
    template = yaml.safe_load((out / "sam.yaml").read_text())
    template["Resources"] |= alarms_for(template["Resources"])
    return Package(
        template=template,
        code=out / "deployment.zip",
        layer=out / "layer.zip",
        fingerprint=fingerprint,
    )


def sources() -> list[Path]:
    """Every file that goes into the package or decides what it looks like."""
    single = ["app.py", "requirements.txt", "infra/template.yaml", "infra/package.py"]
    found = [ROOT / name for name in single]
    found += (ROOT / ".chalice").glob("*.json")
    for folder in ("chalicelib", "vendor"):
        found += (p for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix != ".pyc")
    return sorted(found)


def _fingerprint(stage: str) -> str:
    digest = hashlib.sha256(f"{stage} {platform.python_version()}".encode())
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run_chalice(stage: str, out: Path) -> None:
    for stale in (ROOT / ".chalice" / "deployments").glob("appcode-*.zip"):
        stale.unlink()
    command: list[str | Path] = [
        Path(sys.executable).with_name("chalice"),
        *("package", "--stage", stage),
        *("--template-format", "yaml", "--merge-template", "infra/template.yaml"),
        out,
    ]
    # Chalice imports app.py and asks for a region; neither needs the caller's AWS settings.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment |= {"AWS_DEFAULT_REGION": "ap-southeast-3", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        log = out / "chalice.log"
        log.write_text(said + "\n")
        raise Trouble(f"chalice package failed: {said.splitlines()[-1]} (all of it: {log})")


def _slim_layer(fat: Path, slim: Path) -> None:
    """Rewrite the layer without what no function reads, directly under `python/`.

    Both places are on a function's path, but `python/` comes before the runtime's own packages
    everywhere, the local stack included. Fixed dates keep the archive, and so the layer's
    version, the same while its content is.
    """
    with zipfile.ZipFile(fat) as source, zipfile.ZipFile(slim, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(source.namelist()):
            path = _inside_layer(entry)
            if path is None:
                continue
            info = zipfile.ZipInfo(str(path), _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(entry))


def _inside_layer(entry: str) -> PurePosixPath | None:
    """Where an entry of Chalice's layer goes in ours, or None when nothing needs it."""
    parts = PurePosixPath(entry).parts[4:]  # python/lib/python3.x/site-packages/...
    if not parts or entry.endswith(("/", ".pyc")):
        return None
    if parts[:2] == ("botocore", "data") and len(parts) > 3 and parts[2] not in KEPT_SERVICES:
        return None
    return PurePosixPath("python", *parts)


def render(template: dict[str, Any]) -> str:
    """The template as JSON: CloudFormation reads no YAML aliases, which Chalice writes."""
    return json.dumps(template, separators=(",", ":"), sort_keys=True)
