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
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from infra.alarms import alarms_for
from infra.console import CommandError
from infra.routes import hand_over_routes, name_the_rest, refuse_other_methods

ROOT = Path(__file__).resolve().parent.parent

# botocore describes some 400 services in 15 MB. The functions call these.
KEPT_SERVICES = frozenset(
    {"cognito-idp", "dynamodb", "kms", "s3", "secretsmanager", "ses", "sesv2", "sns", "sqs", "sts"}
)

# What few functions load, by how its names begin: layers of its own, that no other start carries.
APART = {"FormatsLayer": ("PIL", "pillow", "pypdf"), "ModelLayer": ("models", "numpy")}
MODELS = ROOT / "models"

# What NumPy brings for who tests, extends or types it.
UNREAD_FOLDERS = frozenset({"_pyinstaller", "f2py", "include", "tests"})
UNREAD_ENDINGS = (".a", ".pxd", ".pyi")

_FIXED_DATE = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Package:
    """What `chalice package` made: modules compiled, the layer made smaller and parted; `layers` by
    the names of their resources."""

    template: dict[str, Any]
    code: Path
    layers: dict[str, Path]
    fingerprint: str


def build(stage: str, work: Path) -> Package:
    """Package the application for a stage of `.chalice/config.json` under the folder `work`.

    Nothing is built again while nothing that goes into the package has changed.

    Raises:
        CommandError: `chalice package` failed; the message carries its own words.
    """
    out = work / f"package-{stage}"
    made_from = out / "fingerprint"
    layers = {name: out / f"{name}.zip" for name in ("ManagedLayer", *APART)}
    work.mkdir(parents=True, exist_ok=True)
    with (work / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint(stage)
        if not (made_from.exists() and made_from.read_text() == fingerprint):
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            _run_chalice(stage, out)
            _add_models(out / "layer-deployment.zip")
            _finish(out / "deployment.zip", out / "code.zip", _inside_code)
            for name, archive in layers.items():
                _finish(out / "layer-deployment.zip", archive, partial(_inside_layer, name))
            made_from.write_text(fingerprint)
    template = yaml.safe_load((out / "sam.yaml").read_text())
    hand_over_routes(template["Resources"])
    name_the_rest(template["Resources"])
    refuse_other_methods(template["Resources"])
    template["Resources"] |= alarms_for(template["Resources"])
    return Package(
        template=template,
        code=out / "code.zip",
        layers=layers,
        fingerprint=fingerprint,
    )


def sources() -> list[Path]:
    """Every file that goes into the package or decides what it looks like."""
    single = ["app.py", "requirements.txt", "infra/template.yaml", "infra/package.py"]
    found = [ROOT / name for name in single]
    found += (ROOT / ".chalice").glob("*.json")
    for folder in ("chalicelib", "models", "vendor"):
        every = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        found += (path for path in every if path.parent.name != "__pycache__")
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
        output = (done.stderr or done.stdout).strip()
        log = out / "chalice.log"
        log.write_text(output + "\n")
        raise CommandError(f"chalice package failed: {output.splitlines()[-1]} (all of it: {log})")


def _add_models(archive: Path) -> None:
    """Put our models beside the packages."""
    with zipfile.ZipFile(archive, "a") as target:
        for file in MODELS.rglob("*"):
            target.write(file, f"python/lib/python3/site-packages/{file.relative_to(ROOT)}")


def _finish(archive: Path, finished: Path, inside: Callable[[str], PurePosixPath | None]) -> None:
    """Rewrite an archive of Chalice's: what a function reads, and its modules compiled.

    A function cannot write beside its code, so what is not compiled here is compiled again at every
    start. Source and compiled module come together: nothing compares them. Fixed dates keep the
    archive, and so the layer's version, the same while its content is.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(archive) as source:
            for entry in source.namelist():
                if (path := inside(entry)) is not None:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_bytes(source.read(entry))
        command = [sys.executable, "-I", "-m", "compileall", "-qq", "-j0", "-s", name, name]
        subprocess.run([*command, "--invalidation-mode", "unchecked-hash"], check=True)
        with zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                info = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _FIXED_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                target.writestr(info, file.read_bytes())


def _inside_code(entry: str) -> PurePosixPath | None:
    """The same place, but for what was compiled on this machine."""
    return None if entry.endswith(("/", ".pyc")) else PurePosixPath(entry)


def _inside_layer(layer: str, entry: str) -> PurePosixPath | None:
    """Where an entry of Chalice's layer goes in one of ours, or None when it goes in another, or no
    function reads it.

    Both `python/` and the folder Chalice takes are on a function's path, but `python/` comes before
    the runtime's own packages everywhere, the local stack included.
    """
    parts = PurePosixPath(entry).parts[4:]  # python/lib/python3.x/site-packages/...
    if _inside_code(entry) is None or _layer_of(parts) != layer or not _is_read(parts):
        return None
    return PurePosixPath("python", *parts)


def _layer_of(parts: tuple[str, ...]) -> str:
    apart = (name for name, packages in APART.items() if parts[0].startswith(packages))
    return next(apart, "ManagedLayer")


def _is_read(parts: tuple[str, ...]) -> bool:
    """Whether any function reads what stands at this place among the packages."""
    if parts[:2] == ("botocore", "data") and len(parts) > 3:
        return parts[2] in KEPT_SERVICES
    of_numpy = parts[0] == "numpy"
    return not (of_numpy and (UNREAD_FOLDERS & set(parts) or parts[-1].endswith(UNREAD_ENDINGS)))


def render(template: dict[str, Any]) -> str:
    """The template as JSON: CloudFormation reads no YAML aliases, which Chalice writes."""
    return json.dumps(template, separators=(",", ":"), sort_keys=True)
