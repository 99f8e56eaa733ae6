"""What is remembered for the next start, in ``settings.json``: who learned last, colours, where hand-ins go."""

import json
from dataclasses import dataclass
from pathlib import Path

from lessons.disk import read_file
from lessons.i18n import _
from lessons.record.lock import held
from lessons.record.paths import learner_name, learner_slug
from lessons.record.recorder import LearnerNameError, RecordError, keep_file, refusal
from lessons.text import visible

_LEARNER = "learner"
_FOLDERS = "course folders opened"
_MOST_FOLDERS = 50
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings kept in one file. It is read anew each time: another window may have written to it."""

    path: Path

    @classmethod
    def in_home(cls, home: Path) -> "Settings":
        """The settings in the folder of the records."""
        return cls(home / "settings.json")

    def get(self, key: str) -> str | None:
        """A remembered setting, such as the screen's colours; ``None`` when there is none, or the file is damaged."""
        try:
            value = self._read().get(key)
        except RecordError:  # settings are only a comfort
            return None
        return value if isinstance(value, str) else None

    def keep(self, key: str, value: str) -> None:
        """Remember a setting for the next start; several processes lose nothing of each other.

        Raises ``RecordError``, also for a file that cannot be understood: it is left as it is.
        """
        if self._read().get(key) == value:
            return
        with held(self.path.with_suffix(".lock"), self.path):
            settings = self._read()
            settings[key] = value
            keep_file(self.path, json.dumps(settings, ensure_ascii=False, indent=1).encode() + b"\n")

    def learner(self) -> str:
        """Who learned here last; the system's user name when nobody chose a name yet."""
        for candidate in (self.get(_LEARNER), _system_user()):
            if candidate is not None:
                try:
                    return learner_name(candidate)
                except LearnerNameError:
                    continue
        return "me"

    def keep_learner(self, name: str) -> None:
        """Make this learner the one to go on with. Raises ``RecordError``."""
        self.keep(_LEARNER, name)

    def opened_folders(self) -> tuple[Path, ...]:
        """The course folders that were opened by their path, the latest first; some may be gone."""
        return tuple(Path(folder) for folder in (self.get(_FOLDERS) or "").split("\n") if folder)

    def keep_folder(self, folder: Path) -> None:
        """Remember a course folder, so that its lessons are known by their names. Raises ``RecordError``."""
        opened = self.opened_folders()
        if folder not in opened and "\n" not in str(folder):
            self.keep(_FOLDERS, "\n".join(str(path) for path in (folder, *opened)[:_MOST_FOLDERS]))

    def pseudonym(self, learner: str) -> str | None:
        """The name that ``learner`` typed for handing in; ``None`` while none was."""
        return self.get(_pseudonym_of(learner))

    def keep_pseudonym(self, learner: str, name: str) -> None:
        """Remember the name typed, as ``learner_name`` shows it. Raises ``RecordError``."""
        self.keep(_pseudonym_of(learner), name)

    def _read(self) -> dict[str, object]:
        """The settings; empty when there is no file or nothing in it. Raises ``RecordError`` for anything else."""
        try:
            data = read_file(self.path, _LARGEST)
            settings = json.loads(data) if data.strip() else {}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise refusal(error, self.path) from error
        except (ValueError, RecursionError):
            settings = None
        if not isinstance(settings, dict):
            raise RecordError(
                str(self.path),
                _("settings that cannot be understood"),
                _("one JSON object in UTF-8"),
                _("mend the file or delete it; nothing of your answers is in it"),
            )
        return settings


def _pseudonym_of(learner: str) -> str:
    return f"hands in as: {learner_slug(learner)}"


def _system_user() -> str | None:
    import getpass

    try:
        return visible(getpass.getuser())
    except (OSError, KeyError, ImportError):  # no environment variable and no entry in the user database
        return None
