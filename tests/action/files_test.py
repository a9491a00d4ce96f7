#!/usr/bin/env python3
"""action.yml, the workflows and the manual of the Action say the same as the program. Prints TAP.

    files_test.py PERFGATE      PERFGATE: the built program, for the options of `gate --help`

No YAML library: the files are ours, and what is read of them is lines of a fixed form. Whether
GitHub would take the workflows is what scripts/lint-actions checks.
"""

import re
import subprocess
import sys
from pathlib import Path

from tap import check, equal, finish

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
TEMPLATES = sorted((ROOT / "src" / "flow" / "init").glob("*.yml"))  # what `perfgate init` writes

# Jobs that have a token or may write, and what. None of them runs code of a pull request.
RIGHTS = {
    "perfgate.yml": {
        "rerun": {"actions"},
        "judge": {"contents", "pull-requests", "statuses"},
    },
    "gate.yml": {"judge": {"contents", "pull-requests"}},
    "perfgate-fork-report.yml": {"judge": {"contents", "pull-requests", "statuses"}},
    "perfgate-charts.yml": {"remove": {"contents"}},
    "perfgate-baseline.yml": {"propose": {"contents", "pull-requests"}},
    "release.yml": {
        "image": {"packages", "id-token", "attestations"},
        "tag": {"contents"},
    },
}
# The commits that such a job may check out: of the base branch, or of the tool itself.
BASES = (
    "${{ github.event.pull_request.base.sha || ",
    "${{ steps.base.outputs.sha }}",
    "${{ github.event.repository.default_branch }}",
    "${{ inputs.tool-ref }}",
)

# Options of `perfgate gate` that are deliberately no input, and the input that is no option.
NOT_INPUTS = {
    "help": "prints a text and measures nothing",
    "format": "the log is text, the job summary is Markdown; both are there anyway",
}
NOT_OPTIONS = {
    "command": "which of the three",
    "runs": "the operand of judge",
    "token": "through a pipe to publish, as GITHUB_TOKEN",
    "pr-number": "--pr of publish, named for people",
    "key": "an option of publish",
    "author": "an option of publish",
    "status": "an option of publish",
}


def section(text, key):
    """The lines below a top-level key, comments and empty lines left out."""
    lines, inside = [], False
    for line in text.splitlines():
        if re.match(r"\S", line):
            inside = line.startswith(key + ":")
        elif inside and line.strip() and not line.lstrip().startswith("#"):
            lines.append(line)
    return lines


def names(lines, indent):
    pattern = re.compile(r" {%d}([A-Za-z0-9_-]+):" % indent)
    return [found.group(1) for found in map(pattern.match, lines) if found]


def section_of_manual(text, heading):
    """The names in the first column of the table below a heading."""
    body = text.split(heading + "\n", 1)[1].split("\n#", 1)[0]
    first = [line.split("|")[1] for line in body.splitlines() if line.startswith("| `")]
    return [name for column in first for name in re.findall(r"`([a-z-]+)`", column)]


def options_of(perfgate, command):
    text = subprocess.run(
        [perfgate, command, "--help"], capture_output=True, text=True, check=False
    ).stdout
    return re.findall(r"^\s+(?:-\w,? +)?--([a-z][a-z-]*)", text, re.MULTILINE)


def shell_array(text, name):
    return re.search(rf"readonly {name}=\(([^)]*)\)", text).group(1).split()


def test_inputs(perfgate):
    action = (ROOT / "action.yml").read_text()
    entry = (ROOT / "scripts" / "action-entry").read_text()
    inputs = names(section(action, "inputs"), 2)
    options = options_of(perfgate, "gate")
    check(options, "`perfgate gate --help` lists options")
    equal(
        sorted(set(inputs) - set(NOT_OPTIONS)),
        sorted(set(options) - set(NOT_INPUTS)),
        "each option of gate is an input and each input an option",
    )
    taken = shell_array(entry, "value_inputs") + shell_array(entry, "flag_inputs")
    equal(sorted(taken), sorted(set(inputs) - set(NOT_OPTIONS)), "the entry point reads each input")
    others = shell_array(entry, "publish_inputs") + shell_array(entry, "own_inputs")
    equal(sorted(others), sorted(NOT_OPTIONS), "and each that is no option of gate")
    equal(
        sorted(shell_array(entry, "judge_inputs")),
        sorted(set(options_of(perfgate, "judge")) - set(NOT_INPUTS)),
        "inputs of judge are the options of `perfgate judge`",
    )
    lacking = set(shell_array(entry, "publish_inputs")) - set(options_of(perfgate, "publish"))
    equal(lacking, set(), "inputs for publishing are options of `perfgate publish`")
    commands = re.search(r"case \$command in\n\s+([a-z |]+)\) ;;", entry).group(1).split(" | ")
    manual = (ROOT / "docs" / "reference" / "container.md").read_text()
    equal(section_of_manual(manual, "### Commands")[1:], commands, "the manual has each command")
    token = re.search(r"\n  token:\n(?: {4}.*\n)+", action).group(0)
    check(re.search(r"^    default: ''$", token, re.MULTILINE), "the token is empty by default", token)
    check("github.token" not in "\n".join(section(action, "inputs")), "no input defaults to a token")
    written = set(re.findall(r"printf '([a-z-]+)=", entry)) | set(
        re.findall(r"\\n([a-z-]+)=%s", entry)
    ) | set(re.search(r"for name in ([a-z ]+); do\s+file=", entry).group(1).split())
    told = set(re.findall(r'put_output\(\s*&out, "([a-z-]+)"', (ROOT / "src/flow/publish.c").read_text()))
    check("comment-url" in told, "outputs of publish are found", told)
    written |= told
    equal(sorted(written), sorted(names(section(action, "outputs"), 2)), "outputs as declared")
    described = section_of_manual(manual, "### Inputs")
    equal(sorted(described), sorted(inputs), "the manual describes each input")
    described = section_of_manual(manual, "### Outputs")
    equal(sorted(described), sorted(written), "the manual describes each output")
    dockerfile = (ROOT / "Dockerfile").read_text()
    uid = re.search(r"measured_id=(\d+)", entry).group(1)
    check(f"--uid {uid} --gid {uid}" in dockerfile, "the image has the account of the entry point")
    stages = re.findall(r"^FROM \S+ AS (\S+)", dockerfile, re.MULTILINE)
    equal(stages[-1], "runtime", "the last stage, which the Action gets, is runtime")


def test_workflow(path):
    text = path.read_text().replace("@ACTION@", "octo/perfgate@" + "1" * 40 + " # v1.0.0")
    name = path.name if path in WORKFLOWS else f"init/{path.name}"
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    uses = re.findall(r"(?m)^[ -]+uses: (\S+)(.*)", plain)
    unpinned = [
        target + rest
        for target, rest in uses
        if not target.startswith("./")
        and not (re.search(r"@[0-9a-f]{40}$", target) and re.match(r" # v\d+\.\d+\.\d+$", rest))
    ]
    equal(unpinned, [], f"{name}: actions are pinned by sha, with the version beside it")
    check(re.search(r"^permissions: \{\}$", plain, re.MULTILINE), f"{name}: permissions {{}} on top")
    events = set(names(section(text, "on"), 2))
    check("pull_request_target" not in plain, f"{name}: no pull_request_target")
    check("issue_comment" not in events, f"{name}: no issue_comment")
    equal(
        "workflow_run" in events, path.name == "perfgate-fork-report.yml",
        f"{name}: workflow_run only where a fork's run is reported",
    )  # fmt: skip
    check("secrets." not in plain, f"{name}: no secret")
    equal(
        len(re.findall(r"uses: actions/checkout@", plain)),
        plain.count("persist-credentials: false"),
        f"{name}: each checkout drops its credentials",
    )
    jobs = re.split(r"^  (?=[a-z])", "\n".join(section(text, "jobs")), flags=re.MULTILINE)
    for job in filter(None, jobs):
        test_job(path.name, f"{name}: job {job.split(':')[0].strip()}", job, events)
    inside = [line for line in run_lines(plain) if "${{" in line]
    equal(inside, [], f"{name}: no expression inside a run step")


def test_job(workflow, label, job, events):
    check("timeout-minutes:" in job, f"{label} has a time limit")
    check("\n    permissions:\n" in job, f"{label} names its permissions")
    allowed = RIGHTS.get(workflow, {}).get(job.split(":")[0].strip())
    writes = set(re.findall(r"(?m)^ +([a-z-]+): write\b", job))
    equal(writes, allowed or set(), f"{label} may write what is listed")
    if allowed is None:
        check("github.token" not in job, f"{label} has no token")
        return
    foreign = re.findall(r"command: (?:run|gate)|uses: \./head|docker build .*head|cd head", job)
    equal(foreign, [], f"{label}, with a token, runs no code of the pull request")
    for step in re.split(r"(?m)^      - ", job):
        if "actions/checkout@" in step and events != {"workflow_dispatch"}:
            found = re.search(r"(?m)^ +ref: (.*)$", step)
            check(
                found and found.group(1).startswith(BASES),
                f"{label}, with a token, checks out the base", step,
            )  # fmt: skip


def run_lines(text):
    """Every line of every `run:` step."""
    lines, depth = [], None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if depth is not None and (indent > depth or not line.strip()):
            lines.append(line)
            continue
        depth = None
        found = re.match(r"( *(?:- )?)run: ", line)
        if found:
            depth = len(found.group(1))
            lines.append(line)
    return lines


def described(text, key):
    """(name, default, description) of each entry of action.yml's inputs or outputs."""
    entries = re.split(r"(?m)^  (?=[a-z])", "\n".join(section(text, key)) + "\n")
    for entry in filter(str.strip, entries):
        name = entry.split(":")[0].strip()
        default = re.search(r"(?m)^    default: '?(.*?)'?$", entry)
        about = re.search(r"(?m)^    description: (?:>-\n((?: {6}.*\n?)+)|(.*)$)", entry)
        words = " ".join((about.group(1) or about.group(2)).split())
        if words.startswith('"') and words.endswith('"'):
            words = words[1:-1]
        yield name, default.group(1) if default else "", words


def test_native():
    """The variant without a container is the same, but for what needs a token."""
    action = (ROOT / "action.yml").read_text()
    native = (ROOT / "native" / "action.yml").read_text()
    gone = {"token", "runs", "key", "author", "status", "pr-number"}
    inputs = {name for name, _, _ in described(native, "inputs")}
    equal(inputs, {name for name, _, _ in described(action, "inputs")} - gone, "native: inputs")
    passed = dict(re.findall(r"(?m)^ +INPUT_([A-Z-]+): \${{ inputs\.([a-z-]+) }}$", native))
    equal(passed, {name.upper(): name for name in inputs}, "native: each reaches the entry point")
    check("github.token" not in native and "secrets." not in native, "native: no token")
    outputs = dict(re.findall(r"steps\.perfgate\.outputs\.([a-z-]+)()", native))
    equal(set(outputs), set(names(section(native, "outputs"), 2)), "native: outputs lead somewhere")


def test_readme():
    """Its tables say what action.yml says."""
    action = (ROOT / "action.yml").read_text()
    readme = (ROOT / "README.md").read_text().splitlines()
    for key in ("inputs", "outputs"):
        rows = [
            f"| `{name}` | {f'`{default}`' if default else ''} | {words.replace('|', chr(92) + '|')} |"
            if key == "inputs" else f"| `{name}` | {words} |"
            for name, default, words in described(action, key)
        ]  # fmt: skip
        check(rows, f"action.yml has {key}")
        start = readme.index(rows[0]) if rows[0] in readme else 0
        equal(readme[start : start + len(rows)], rows, f"README has the {key} of action.yml")


def test_threats():
    """The table of threats names tests that are there."""
    text = (ROOT / "docs" / "reference" / "security.md").read_text()
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")][1:]
    check(len(rows) >= 9, "the threats are listed", rows)
    for row in rows:
        named = re.findall(r"`((?:tests|scripts)/[^`]+)`(?:: `([^`]+)`)?", row[3])
        check(named, f"security.md: a test for: {row[1].strip()}", row[3])
        for path, words in named:
            file = ROOT / path
            there = file.is_file() and words in file.read_text()
            check(there, f"security.md: {path}: {words}")


def test_pages():
    """The workflows in the manual are those that `perfgate init` writes, and ours."""
    def page(name):
        text = (ROOT / "docs" / "how-to" / name).read_text()
        return re.findall(r"(?ms)^```yaml\n(.*?)^```$", text)

    def written(name):
        text = (ROOT / "src" / "flow" / "init" / name).read_text()
        text = text.replace("@ACTION@", "OWNER/perfgate@v1").replace("@BUILD@", "make")
        return text.replace("          @PREPARE@\n", "")

    own = ROOT / ".github" / "workflows"
    first = page("first-gate.md")
    check(first[0] == written("perfgate.yml"), "first-gate.md shows what init writes")
    check(first[2] == (own / "perfgate-charts.yml").read_text(), "first-gate.md shows our charts")
    check(page("forks.md") == [written("perfgate-fork-report.yml")], "forks.md shows what init writes")
    ours = (own / "perfgate-baseline.yml").read_text()
    check(
        page("baseline-update.md")[0].split("  propose:\n")[1] == ours.split("  propose:\n")[1],
        "baseline-update.md proposes as we do",
    )


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: files_test.py PERFGATE")
    test_inputs(sys.argv[1])
    check(len(WORKFLOWS) >= 2, "the workflows are there", WORKFLOWS)
    check(TEMPLATES, "what `perfgate init` writes is there")
    test_native()
    test_readme()
    test_threats()
    test_pages()
    for path in WORKFLOWS + TEMPLATES:
        test_workflow(path)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
