"""Where a bundle's files come from: a folder or a .zip, read without ever unpacking anything to disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from assessment.core.fault_list import Faults
from assessment.core.faults import Fault, FaultsError

CAMPAIGN = "campaign.yaml"
SYSTEMS = "systems"
TABLES = (
    "entities.csv",
    "channels.csv",
    "scores.csv",
    "adjudications.csv",
    "applicability.csv",
    "gates.csv",
    "vetoes.csv",
)
REQUIRED = (CAMPAIGN, "entities.csv")
DATA_SUFFIXES = (".csv", ".yaml", ".yml")

MOST_FILES = 2_000
MOST_BYTES = 2 * 1024**3  # of all files together, unpacked: four times a census of 6.7 million scores
#: Deflate reaches 1000 : 1 on repeated bytes; the most repetitive scores stay below a tenth of that.
MOST_EXPANSION = 200
EXPANSION_CHECKED_FROM = 10 * 1024**2

#: What reading a damaged or withdrawn file may raise.
DAMAGE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


class Source:
    """The files of a bundle by name (``scores.csv``, ``systems/x.yaml``); ``label`` is the bundle's own name."""

    def __init__(self, label: str, openers: Mapping[str, Callable[[], IO[bytes]]], faults: Faults) -> None:
        self.label = label
        self._openers = _known(openers, label, faults)

    def __contains__(self, name: str) -> bool:
        return name in self._openers

    @property
    def systems(self) -> list[str]:
        """The indicator versions in the bundle, by file name."""
        return sorted(name for name in self._openers if name.startswith(f"{SYSTEMS}/"))

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a file. Raises FaultsError where they can't be read, also in the middle."""
        try:
            with self._openers[name]() as stream:
                yield stream
        except DAMAGE as error:
            raise FaultsError([Fault(name, 0, "", _("The file can't be read: %(why)s.") % {"why": error})]) from error


def _known(
    openers: Mapping[str, Callable[[], IO[bytes]]], label: str, faults: Faults
) -> dict[str, Callable[[], IO[bytes]]]:
    """The bundle's own files. What else lies there (notes, results) is left alone, but not a table we don't know:
    a misspelt name must not pass for an absent file."""
    kept = {}
    for name, opener in openers.items():
        path = PurePosixPath(name)
        in_systems = len(path.parts) == 2 and path.parts[0] == SYSTEMS
        if name in (CAMPAIGN, *TABLES) or (in_systems and path.suffix == ".yaml"):
            kept[name] = opener
        elif path.suffix.lower() in DATA_SUFFIXES and (in_systems or len(path.parts) == 1):
            expected = f"{SYSTEMS}/*.yaml" if in_systems else ", ".join((CAMPAIGN, *TABLES))
            faults.add(name, 0, "", _("A bundle has no such file; expected are %(files)s.") % {"files": expected})
    for name in REQUIRED:
        if name not in kept:
            faults.add(name, 0, "", _("The file is missing."))
    return kept


@contextmanager
def open_source(path: Path, faults: Faults) -> Iterator[Source]:
    """Open a bundle. What is wrong with it as a container goes into ``faults``; raises FaultsError if it is none."""
    label = path.name or str(path)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _refusal(label, _("There is no such file or folder.")) from error
    if stat.S_ISDIR(mode):
        yield Source(label, _folder(path, faults), faults)
    elif stat.S_ISREG(mode):
        try:
            archive = zipfile.ZipFile(path)
        except (*DAMAGE, ValueError) as error:
            raise _refusal(label, _("A folder or a .zip file is expected.")) from error
        with archive:
            yield Source(label, _members(archive, label, faults), faults)
    else:
        raise _refusal(label, _("A folder or a .zip file is expected."))


def _refusal(label: str, message: str) -> FaultsError:
    return FaultsError([Fault(label, 0, "", message)])


def _folder(root: Path, faults: Faults) -> dict[str, Callable[[], IO[bytes]]]:
    """Regular files at the top and in systems/; links would lead out of the bundle."""
    openers: dict[str, Callable[[], IO[bytes]]] = {}
    try:
        found = [(path, path.lstat().st_mode) for path in [*root.iterdir(), *(root / SYSTEMS).glob("*")]]
    except OSError as error:
        raise _refusal(root.name, _("The folder can't be read: %(why)s.") % {"why": error}) from error
    for path, mode in sorted(found):
        name = path.relative_to(root).as_posix()
        if stat.S_ISREG(mode):
            openers[name] = partial(_open_file, path)
        elif stat.S_ISLNK(mode) and (path.suffix in DATA_SUFFIXES or name == SYSTEMS):
            faults.add(name, 0, "", _("A link is not accepted, only files."))
        elif path.suffix in DATA_SUFFIXES:
            faults.add(name, 0, "", _("This is no regular file."))
    return openers


def _open_file(path: Path) -> IO[bytes]:
    return path.open("rb")


def _members(archive: zipfile.ZipFile, label: str, faults: Faults) -> dict[str, Callable[[], IO[bytes]]]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not _litter(info.filename)]
    if len(infos) > MOST_FILES:
        raise _refusal(label, _("At most %(most)s files are accepted.") % {"most": MOST_FILES})
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise _refusal(label, _("Unpacked, the bundle exceeds %(most)s MB.") % {"most": MOST_BYTES // 1024**2})
    reasons = [(info.filename, _refused(info)) for info in infos]
    refused = [Fault(label, 0, name, reason) for name, reason in reasons if reason]
    if refused:  # nothing of such an archive is read
        raise FaultsError(refused)
    top = _top_folder([info.filename for info in infos])
    openers: dict[str, Callable[[], IO[bytes]]] = {}
    for info in infos:
        name = info.filename.removeprefix(top)
        if name in openers:
            faults.add(label, 0, info.filename, _("The name stands in the archive twice."))
        openers[name] = partial(archive.open, info)
    return openers


def _litter(name: str) -> bool:
    """What macOS adds to an archive by itself."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store"


def _refused(info: zipfile.ZipInfo) -> str | None:
    """Why a member can't be accepted, or None."""
    name, original = info.filename, info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\\" in original or ":" in name or name.startswith("/") or ".." in name.split("/"):
        return _("The name leads out of the bundle.")
    if not original.isprintable():
        return _("The name holds a control character.")
    if kind and not stat.S_ISREG(info.external_attr >> 16):
        return _("A link is not accepted, only files.")
    if info.flag_bits & 0x1:
        return _("The file is encrypted.")
    if info.file_size > EXPANSION_CHECKED_FROM and info.file_size > MOST_EXPANSION * max(info.compress_size, 1):
        return _("The file unpacks to more than %(most)s times its size.") % {"most": MOST_EXPANSION}
    return None


def _top_folder(names: list[str]) -> str:
    """``folder/`` when the archive holds nothing but one folder (what "compress this folder" makes), else ""."""
    tops = {name.split("/")[0] for name in names}
    if CAMPAIGN in names or len(tops) != 1 or any("/" not in name for name in names):
        return ""
    return f"{tops.pop()}/"
