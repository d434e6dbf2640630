"""A hundred things that go wrong: each is refused with a sentence that says what to do.

Faults of one table meet one box, in any order: none of them may change it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.faults import NO_PERSON, Command, Desk, Fault, as_operator, meet, plain
from tests.service.running_box import ANSWERS, RunningBox, free_ports

pytestmark = pytest.mark.slow
WORDS = "amber birch cedar daisy elder ferry"


def signed_in(passphrase_file: str, name: str = "operator") -> list[str]:
    return ["people", "--operator", name, "--passphrase-file", passphrase_file]


def answered(old: str, new: str) -> Command:
    """Return a set-up from answers of which one is another."""
    assert old in ANSWERS
    return lambda desk: ["setup", "--from", desk.file("bad.yml", ANSWERS.replace(old, new, 1))]


def content(text: str | bytes) -> Command:
    return lambda desk: ["setup", "--from", desk.file("bad.yml", text)]


def phrased(text: str | None) -> Command:
    """Return a set-up with another passphrase."""

    def command(desk: Desk) -> list[str]:
        path = desk.nowhere("phrase") if text is None else desk.file("phrase", text)
        answers = desk.file("good.yml", ANSWERS)
        return ["setup", "--from", answers, "--passphrase-file", path]

    return command


def invited(role: str = "doctor", organisation: str = "Clinic", name: str = "D") -> Command:
    def command(desk: Desk) -> list[str]:
        options = ["--role", role, "--organisation", organisation]
        return ["invite", *options, "--name-file", desk.file("name", name), *desk.operator]

    return command


def trusted(text: str) -> Command:
    """Return a ceremony of which the file of trustees says something."""
    return lambda desk: [
        *("escrow", "ceremony", "--yes", "--from", desk.file("trustees.yml", text)),
        *desk.operator,
    ]


def target(name: str, address: str, *options: str) -> Command:
    return lambda desk: [
        *("backup-target", "add", name, address.replace("DESK", str(desk.box.root))),
        *(each.replace("DESK", str(desk.box.root)) for each in options),
        *desk.operator,
    ]


def wiped(*options: str, phrase: str = "destroy everything here") -> Command:
    return lambda desk: [
        *("wipe", "run", "--phrase-file", desk.file("phrase", phrase)),
        *(each.replace("DESK", str(desk.box.root)) for each in options),
        *desk.operator,
    ]


NOTHING_RUNS = [
    Fault(f"not running: {' '.join(words)}", command(*words), 69, "is not running here")
    for command, words in [
        (plain, ("status",)),
        (plain, ("lock",)),
        (as_operator, ("unlock",)),
        (as_operator, ("people",)),
        (plain, ("log", "verify")),
        (plain, ("jobs", "list")),
        (plain, ("backup", "status")),
        (as_operator, ("escrow", "status")),
    ]
]

NOT_SET_UP = [
    Fault("sign in before the set-up", as_operator("people"), 75, "not set up yet"),
    Fault("unlock before the set-up", as_operator("unlock"), 75, "not set up yet"),
    Fault("back up before the set-up", as_operator("backup", "run"), 75, "not set up yet"),
    Fault("check the log before the set-up", plain("log", "verify"), 69, "sealed"),
    Fault("country", answered("cd", "zz"), 78, "“country” is not a country code"),
    Fault("no country", answered("country: cd\n", ""), 78, "“country” is missing"),
    Fault("misspelt answer", answered("country", "contry"), 78, "Did you mean “country”?"),
    Fault("language", answered("[fr, en]", "[fr, xx]"), 78, "“languages[1]” is not one of"),
    Fault("no language", answered("[fr, en]", "[]"), 78, "must have 1 to 32"),
    Fault("no organisation", content(ANSWERS.split("organisations")[0]), 78, "“organisations”"),
    Fault("nobody takes in", answered("    intake: true\n", ""), 78, "takes part in intake"),
    Fault("no name", answered("name: Training", "name: ''"), 78, "“name” must be text"),
    Fault("long name", answered("Training", "T" * 121), 78, "longer than 120 characters"),
    Fault("hidden mark", answered("Clinic", '"Cli\\u202Enic"'), 78, "cannot be shown"),
    Fault("service", answered("health_medical", "health"), 78, "Did you mean “health_medical”?"),
    Fault("twice", answered("Clinic", "Centre"), 78, "has the same entry twice"),
    Fault("no operator", answered("operator: operator", "operator: ''"), 78, "“operator”"),
    Fault("broken YAML", content(ANSWERS + "\n - : : ["), 78, "this is not valid YAML"),
    Fault("tab in YAML", answered("  - name: Clinic", "\t- name: Clinic"), 78, "line 10"),
    Fault("list for answers", content("- a\n"), 78, "must be a list of named answers"),
    Fault("empty answers", content(""), 78, "bad.yml"),
    Fault("not text", content(b"\xff\xfe\x00"), 78, "cannot be read"),
    Fault("no answers", lambda desk: ["setup", "--from", desk.nowhere("a")], 78, "cannot be read"),
    Fault("no passphrase file", phrased(None), 2, "cannot be read from there"),
    Fault("empty passphrase", phrased("\n"), 2, "is empty"),
    Fault("short passphrase", phrased("abc\n"), 65, "at least 12 characters"),
    Fault("easy passphrase", phrased("passwordpassword\n"), 65, "too easy to guess"),
    Fault("passphrase as data", phrased("x" * 5000), 2, "is no passphrase"),
]

OPEN = [
    Fault("set up twice", phrased("quiet river under seven hills"), 75, "set up already"),
    Fault("another's name", lambda desk: signed_in(desk.operator[3], "nobody"), 77, "belong"),
    Fault("no passphrase", lambda desk: signed_in(desk.nowhere("p")), 2, "cannot be read"),
    Fault("folder", lambda desk: signed_in(desk.folder("folder")), 2, "cannot be read"),
    Fault(
        *("closed descriptor", lambda _desk: [*signed_in("")[:3], "--passphrase-fd", "77"]),
        *(2, "cannot be read"),
    ),
    Fault("role", invited(role="surgeon"), 65, "Choose case_manager"),
    Fault("organisation", invited(organisation="Hospital"), 65, "does not work in this deploy"),
    Fault("no name", invited(name=""), 65, "The name is empty"),
    Fault("two lines", invited(name="D\nE"), 65, "A name is one line"),
    Fault("hidden mark", invited(name="D\u202ee"), 65, "A name is one line"),
    Fault("long name", invited(name="D" * 200), 65, "A name is one line"),
    Fault("approve nobody", as_operator("approve", NO_PERSON, "--words", WORDS), 66, "people"),
    Fault("approve no id", as_operator("approve", "bob", "--words", WORDS), 66, "people"),
    Fault("disable nobody", as_operator("disable", NO_PERSON, "--yes"), 66, "safehold people"),
    Fault("invite nobody anew", as_operator("reinvite", NO_PERSON, "--yes"), 66, "people"),
    Fault(
        *("disable no operator", as_operator("operator", "disable", NO_PERSON, "--yes")),
        *(66, "safehold operator list"),
    ),
    Fault(
        *("agree to nothing", as_operator("approvals", "agree", NO_PERSON, "--yes")),
        *(66, "safehold approvals list"),
    ),
    Fault(
        *("refuse nothing", as_operator("approvals", "refuse", NO_PERSON)),
        *(66, "safehold approvals list"),
    ),
    Fault("follow no job", plain("jobs", "follow", NO_PERSON), 66, "safehold jobs list"),
    Fault("follow a path", plain("jobs", "follow", "../../etc"), 66, "safehold jobs list"),
]

ESCROW = [
    Fault("more than all", trusted("threshold: 4\ntrustees: [A, B, C]"), 65, "at least 2"),
    Fault("one is enough", trusted("threshold: 1\ntrustees: [A, B, C]"), 65, "at least 2"),
    Fault("one trustee", trusted("threshold: 1\ntrustees: [A]"), 65, "at least 2"),
    Fault(
        "too many",
        trusted(f"threshold: 2\ntrustees: [{', '.join(f'T{n}' for n in range(17))}]"),
        *(65, "at most 16"),
    ),
    Fault("twice", trusted("threshold: 2\ntrustees: [A, A, C]"), 65, "nobody twice"),
    Fault("broken YAML", trusted("threshold: 2\ntrustees: [A, "), 78, "not valid YAML"),
    Fault("empty", trusted(""), 78, "“threshold” and “trustees”"),
    Fault("no threshold", trusted("trustees: [A, B]"), 78, "“threshold” and “trustees”"),
    Fault("in words", trusted("threshold: two\ntrustees: [A, B]"), 78, "must be a number"),
    Fault("no list", trusted("threshold: 2\ntrustees: A and B"), 78, "must be a list of names"),
    Fault(
        "no key",
        trusted("threshold: 2\ntrustees: [A, {name: B, recipient_file: none.txt}]"),
        *(78, "“none.txt” cannot be read"),
    ),
    Fault(
        "another key",
        trusted("threshold: 2\ntrustees: [A, {name: B, recipient_file: trustees.yml}]"),
        *(78, "holds no hybrid age key"),
    ),
    Fault("far from the box", trusted("threshold: 2\ntrustees: [A, B, C]"), 78, "own screen"),
    Fault(
        "no trustees to ask",
        lambda desk: ["escrow", "challenge", "--out", desk.nowhere("c"), *desk.operator],
        *(75, "Hold a ceremony first"),
    ),
    Fault(
        *("nothing to export", as_operator("escrow", "export", "--to-folder", "/nowhere")),
        *(75, "Hold a ceremony first"),
    ),
    Fault(
        "no proof",
        lambda desk: ["escrow", "record-proof", "--proof", desk.nowhere("p"), *desk.operator],
        *(65, "This file cannot be read, or is another one"),
    ),
    Fault(
        "another file for a proof",
        lambda desk: ["escrow", "record-proof", "--proof", desk.file("p", "x"), *desk.operator],
        *(65, "This file cannot be read, or is another one"),
    ),
    Fault(
        "another file for a challenge",
        lambda desk: [
            *("escrow", "prove", "--challenge", desk.file("c", "x"), "--out", desk.nowhere("p"))
        ],
        *(65, "This file cannot be read, or is another one"),
    ),
    Fault(
        "no bundle",
        lambda desk: [
            *("escrow", "open-bundle", "--bundle", desk.folder("usb"), "--pin", "x"),
            *("--to", desk.file("to", "x"), "--out", desk.nowhere("o")),
        ],
        *(65, "holds no escrow bundle"),
    ),
    Fault(
        "recover to nobody",
        lambda desk: [
            *("escrow", "recover", "--yes", "--purpose", "bundle", "--to", desk.file("to", "x")),
            *("--reason-file", desk.file("why", "lost"), "--out", desk.nowhere("o")),
            *desk.operator,
        ],
        *(65, "a file with one hybrid age recipient"),
    ),
]
BACKUP = [
    Fault("no target", as_operator("backup", "run"), 75, "safehold backup-target add"),
    Fault("read back nothing", as_operator("backup", "verify", "usb"), 66, "no such target"),
    Fault("list nothing", as_operator("backup", "list", "usb"), 66, "no such target"),
    Fault("drill nothing", as_operator("backup", "drill"), 66, "nothing was backed up"),
    Fault("check nothing", as_operator("backup-target", "check", "usb"), 66, "target list"),
    Fault("remove nothing", as_operator("backup-target", "remove", "usb", "--yes"), 66, "list"),
    Fault(
        "key over a file",
        lambda desk: ["backup", "key", "--to", desk.operator[3], *desk.operator],
        *(75, "Choose a name that is free"),
    ),
    Fault("name of a target", target("USB stick!", "DESK"), 65, "small letters"),
    Fault("address of a target", target("usb", "gopher://x"), 65, "a whole folder path"),
    Fault("password in sight", target("usb", "rest:http://a:b@localhost:1/"), 65, "credentials"),
    Fault("unplugged disk", target("usb", "DESK/gone"), 69, "plugged in"),
    Fault("the same disk", target("usb", "DESK"), 75, "--allow-same-disk"),
    Fault("file as target", target("usb", "DESK/passphrase", "--allow-same-disk"), 69, "target"),
    Fault("nobody answers", target("usb", "rest:http://localhost:1/"), 69, "does not answer"),
    Fault(
        *("no credentials", target("usb", "rest:http://localhost:1/", "--credentials", "DESK/no")),
        *(69, "target"),
    ),
]

WIPE = [
    Fault("no certificate", plain("wipe", "certificate"), 66, "no certificate"),
    Fault("another phrase", wiped(phrase="destroy"), 65, "phrase"),
    Fault("another plan", wiped("--plan", "0" * 64), 75, "Please look again"),
    Fault(
        "no phrase",
        lambda desk: ["wipe", "run", "--phrase-file", desk.nowhere("p"), *desk.operator],
        *(2, "cannot be read"),
    ),
    Fault(
        "no duress passphrase",
        lambda desk: ["wipe", "duress", "--duress-file", desk.nowhere("d"), *desk.operator],
        *(2, "cannot be read"),
    ),
    Fault(
        "short duress passphrase",
        lambda desk: ["wipe", "duress", "--duress-file", desk.file("d", "abc"), *desk.operator],
        *(65, "at least 12 characters"),
    ),
    Fault(
        "duress passphrase that is her own",
        lambda desk: ["wipe", "duress", "--duress-file", desk.operator[3], *desk.operator],
        *(65, "another than"),
    ),
]

SEALED = [
    Fault("the log while sealed", plain("log", "verify"), 69, "safehold unlock"),
    Fault("the name of nobody", lambda desk: signed_in(desk.operator[3], "x"), 77, "Check both"),
]


def test_there_are_a_hundred() -> None:
    assert sum(map(len, (NOTHING_RUNS, NOT_SET_UP, OPEN, ESCROW, BACKUP, WIPE, SEALED))) >= 100


def box_at(root: Path) -> Iterator[Desk]:
    found = RunningBox(root, free_ports())
    (root / "passphrase").write_text("a quiet river under seven bridges\n")
    found.start()
    try:
        yield Desk(found)
    finally:
        found.stop()


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A box that nobody has set up."""
    yield from box_at(tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A box that is set up and open."""
    for found in box_at(tmp_path_factory.mktemp("open")):
        found.box.set_up()
        yield found


def named(faults: list[Fault]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", faults, ids=lambda each: each.name)


@named(NOTHING_RUNS)
@pytest.mark.filterwarnings(  # httpcore leaves the socket of a failed connect to the collector
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_where_nothing_runs(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passphrase").write_text("a quiet river under seven bridges\n")
    meet(Desk(RunningBox(tmp_path, 0)), fault, monkeypatch)


@named(NOT_SET_UP)
def test_before_the_set_up(new: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(new, fault, monkeypatch)
    assert new.box.status().state == "new"


@named([*OPEN, *ESCROW, *BACKUP, *WIPE])
def test_at_work(desk: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    meet(desk, fault, monkeypatch)
    assert desk.box.status().state == "open"


@named(SEALED)
def test_while_sealed(desk: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.box.json("lock")
    try:
        meet(desk, fault, monkeypatch)
    finally:
        desk.box.unlock()
