"""A file of answers: YAML, and every complaint names file, line and key."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from appliance.errors import ConfigurationError
from appliance.operations.answers import AnswerError, Answers, parse

PASSPHRASE_FILE = "passphrase_file"  # noqa: S105 - the name of a key, not a passphrase


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """What a file of answers says.

    Args:
        answers: the answers, checked.
        passphrase_file: file that holds the operator's new passphrase, if it names one.
    """

    answers: Answers
    passphrase_file: Path | None


def read(path: Path) -> AnswersFile:
    """Read a file of answers.

    Raises:
        ConfigurationError: the file cannot be read, or an answer in it is not valid.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path.name}{line}: this is not valid YAML.") from error
    reader = _Reader(path.name)
    found = reader.value(root, "") if root is not None else {}
    named = found.pop(PASSPHRASE_FILE, None) if isinstance(found, dict) else None
    if named is not None and not isinstance(named, str):
        raise reader.error(AnswerError(PASSPHRASE_FILE, "must be the name of a file"))
    try:
        answers = parse(found)
    except AnswerError as error:
        raise reader.error(error) from error
    return AnswersFile(answers, path.parent / named if named else None)


@dataclass(slots=True)
class _Reader:
    """Turns YAML nodes into values and remembers on which line each key stood."""

    name: str
    lines: dict[str, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, key: str) -> Any:
        """Return a node's value; `key` is its dotted name."""
        self.lines.setdefault(key, node.start_mark.line + 1)
        if id(node) in self.seen:  # an alias; one inside itself would never end
            raise self.error(AnswerError(key, "refers to another place; write it out"))
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, f"{key}[{index}]") for index, each in enumerate(node.value)]
        try:
            return yaml.SafeLoader("").construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:  # such as the 40th day of a month
            raise self.error(AnswerError(key, "cannot be read as written")) from error

    def mapping(self, node: yaml.MappingNode, key: str) -> dict[str, Any]:
        """Return a mapping, in which no key may stand twice."""
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = str(key_node.value)
            dotted = f"{key}.{name}" if key else name
            self.lines[dotted] = key_node.start_mark.line + 1
            if name in found:
                raise self.error(AnswerError(dotted, "is written twice"))
            found[name] = self.value(value_node, dotted)
        return found

    def error(self, error: AnswerError) -> ConfigurationError:
        """Return the error with file and line; a missing key has its parent's line."""
        key = error.key
        while key not in self.lines and key:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        line = self.lines.get(key, 1)
        return ConfigurationError(f"{self.name} line {line}: {error.message}", error.hint)
