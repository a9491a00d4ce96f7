#!/usr/bin/env python3
"""The schemas in docs/reference/schemas say what the readers in src/model do: same keys, types and
words; what one takes or refuses, the other does, too; and what perfgate writes keeps to them.

    check.py [PERFGATE]     results as TAP; without PERFGATE what needs it is left out

NAME/good and NAME/bad hold examples of each format. A new key is added to the C table, to the
schema, and to an example.
"""

import copy
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL = ROOT / "src" / "model"
SCHEMAS = ROOT / "docs" / "reference" / "schemas"
NAMES = ("run", "baseline", "comparison", "config", "profile", "candidates", "evaluation")
ONLY_WRITTEN = ("doctor", "hotspots", "profile-diff")

sys.path.insert(0, str(HERE.parent / "house"))
import house  # pylint: disable=wrong-import-position

# Bad examples that a schema cannot know to be bad.
BEYOND = {
    "run": {
        "looks_fall",
        "shard_beyond",
        "shard_of_unmerged",
        "shards_gap",
        "shards_index_beyond",
        "blocks_long",
        "blocks_short",
        "metric_twice",
        "name_long_bytes",
        "workload_twice",
    },
    "baseline": {"no_host", "other_host", "other_suite", "other_suite_in_anchor"},
    "comparison": {"beside_deep"},
    "config": {"measure_of_timed", "name_twice", "waiver_twice", "waiver_unknown_workload"},
    "profile": set(),
    "candidates": {"id_twice", "after_itself", "after_unknown"},
    "evaluation": set(),
}
# Where the object of a C table stands in the schema of its file, or of the one in SCHEMA_OF.
SCHEMA_OF = {
    "waiver.c": "config",
    "workload.c": "config",
    "config_rules.c": "config",
    "shards.c": "run",
    "profile_info.c": "profile",
}
TABLES = {
    "run.c": {
        "run_fields": "",
        "host_fields": "host",
        "source_fields": "source",
        "settings_fields": "settings",
        "workload_fields": "workload",
        "launch_fields": "launches",
        "series_fields": "series",
        "condition_fields": "condition",
    },
    "baseline.c": {"baseline_fields": "", "session_fields": "session"},
    "comparison.c": {
        "comparison_fields": "",
        "source_fields": "base_source",
        "side_fields": "side",
        "describe_fields": "describe",
        "row_fields": "row",
        "mean_fields": "mean",
    },
    "config.c": {"config_fields": ""},
    "workload.c": {
        "workload_fields": "workload",
        "fixture_fields": "fixture",
    },
    "config_rules.c": {"rule_fields": "rule"},
    "waiver.c": {"waiver_fields": "waiver"},
    "shards.c": {"shards_fields": "shards", "part_fields": "shard_part"},
    "profile_info.c": {"info_fields": ""},
    "candidates.c": {
        "case_fields": "",
        "complexity_fields": "complexity",
        "budget_fields": "budget",
        "candidate_fields": "candidate",
        "hotspot_fields": "hotspot",
        "risk_fields": "risk",
        "limit_fields": "risk_limits",
        "decision_fields": "decision",
        "trigger_fields": "trigger",
    },
    "evaluation.c": {"evaluation_fields": "", "trial_fields": "trial", "stage_fields": "stage"},
}
TYPES = {
    "STRING": {"type": "string", "minLength": 1},
    "TEXT": {"type": "string"},
    "BOOL": {"type": "boolean"},
    "NUMBER": {"type": "number"},
    "COUNT": {"type": "integer"},
    "NUMBERS": {"type": "array", "items": {"type": "number"}},
    "COUNTS": {"type": "array", "items": {"type": "integer"}},
    "STRINGS": {"type": "array", "items": {"type": "string"}},
}
FIELD = re.compile(
    r'PG_FIELD\(\s*"(?P<key>[^"]+)",\s*PG_JSON_(?P<type>\w+),\s*(?P<required>true|false)'
    r'|PG_FIELD_HAS\(\s*"(?P<has_key>[^"]+)",\s*PG_JSON_(?P<has_type>\w+)'
    r'|PG_FIELD_READ\(\s*"(?P<read_key>[^"]+)",\s*(?P<read_required>true|false)'
    r'|\{\s*"(?P<own_key>[^"]+)",\s*PG_JSON_READ,\s*(?P<own_required>true|false)'
)


# ---- files


def strict(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is not JSON")


def finite(text):
    if not math.isfinite(float(text)):
        raise ValueError(f"{text} is beyond the range of a double")
    return float(text)


def without_comments(text):
    """Blanks in place of comments, outside of strings."""
    token = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    return token.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)


def load(path, comments=False):
    """ValueError where it is not JSON."""
    text = path.read_bytes().decode("utf-8")
    value = json.loads(
        without_comments(text) if comments else text,
        object_pairs_hook=strict,
        parse_constant=no_constant,
        parse_float=finite,
    )
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # a surrogate of its own
    return value


def below(schema, prefix):
    """The schema as a part of another one: its references start at `prefix`."""
    if isinstance(schema, dict):
        return {
            key: prefix + value[1:] if key == "$ref" else below(value, prefix)
            for key, value in schema.items()
        }
    return [below(item, prefix) for item in schema] if isinstance(schema, list) else schema


def whole(schema):
    """The schema with the file that it refers to inside, for validators of any version."""
    result = copy.deepcopy(schema)
    text = json.dumps(result)
    for name in sorted(set(re.findall(r'"\$ref": "(perfgate-[\w.-]+\.json)"', text))):
        part = load(SCHEMAS / name)
        part.pop("$schema")
        result["$defs"][name] = below(part, f"#/$defs/{name}")
        reference, own = json.dumps({"$ref": name})[1:-1], json.dumps({"$ref": f"#/$defs/{name}"})
        result = json.loads(json.dumps(result).replace(reference, own[1:-1]))
    return result


def resolved(schema, node):
    """A node with what its $ref within the file leads to; what stands beside it wins."""
    reference = node.get("$ref", "")
    if not reference.startswith("#/$defs/"):
        return node
    return {**resolved(schema, schema["$defs"][reference[len("#/$defs/") :]]), **node}


# ---- the schemas and the C tables


def objects(node, place="$"):
    """Every object below a node that lists keys."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("if", "then"):
                continue
            yield from objects(value, f"{place}.{key}")
        if node.get("type") == "object":
            yield place, node
    elif isinstance(node, list):
        for i, item in enumerate(node):
            yield from objects(item, f"{place}[{i}]")


def check_shape(schema):
    """Each object is closed, each key described."""
    problems = []
    found = list(objects(schema))
    for place, node in found:
        if "additionalProperties" not in node:
            problems.append(f"{place} lets unknown keys in")
        if "properties" not in node and node.get("additionalProperties") is False:
            problems.append(f"{place} has no keys")
        for key, value in node.get("properties", {}).items():
            if not resolved(schema, value).get("description"):
                problems.append(f"{place}: {key} is not described")
        for key in set(node.get("required", [])) - set(node.get("properties", {})):
            problems.append(f"{place}: {key} is required and not there")
    return problems if found else ["no object was found"]


def c_tables(text):
    """{table: {key: (type, required)}}; the type of a key that has a reader of its own is READ."""
    tables = {}
    for match in re.finditer(r"pg_json_field (\w+)\[\] = \{(.*?)\n\};", text, re.DOTALL):
        fields = {}
        for field in FIELD.finditer(match[2]):
            group = field.groupdict()
            key = group["key"] or group["has_key"] or group["read_key"] or group["own_key"]
            required = group["required"] or group["read_required"] or group["own_required"]
            kind = group["type"] or group["has_type"] or "READ"
            fields[key] = (kind, required == "true")
        lines = len(re.findall(r"PG_FIELD|\{\s*\"", match[2]))
        assert lines == len(fields), f"{match[1]}: {lines} fields, {len(fields)} understood"
        tables[match[1]] = fields
    return tables


def covers(schema, node, expected):
    """Whether a node says at least what is expected of its type."""
    node = resolved(schema, node)
    if expected == TYPES["COUNT"] and all(isinstance(value, int) for value in node.get("enum", "x")):
        return True
    return all(
        covers(schema, node.get(key, {}), value) if isinstance(value, dict) else node.get(key) == value
        for key, value in expected.items()
    )


def check_table(schema, node, fields):
    problems = []
    properties = node.get("properties", {})
    for key in sorted(set(fields) - set(properties)):
        problems.append(f"{key} is read, and not in the schema")
    for key in sorted(set(properties) - set(fields)):
        problems.append(f"{key} is in the schema, and not read")
    required = {key for key, (_, needed) in fields.items() if needed}
    for key in sorted(required ^ set(node.get("required", []))):
        problems.append(f"{key} is required by one of the two")
    for key in sorted(set(properties) & set(fields)):
        kind = fields[key][0]
        if kind != "READ" and not covers(schema, properties[key], TYPES[kind]):
            problems.append(f"{key} is read as {kind}: {json.dumps(properties[key])}")
    return problems


def rows_of_tables(schemas):
    rows = []
    found = {path.name: c_tables(path.read_text("utf-8")) for path in sorted(MODEL.glob("*.c"))}
    found = {name: tables for name, tables in found.items() if tables}
    problems = [f"{name} has tables" for name in sorted(set(found) ^ set(TABLES))]
    rows.append((not problems, "every file of src/model with tables is known", problems))
    for name, places in TABLES.items():
        schema = schemas[SCHEMA_OF.get(name, name.removesuffix(".c"))]
        problems = [f"{table}" for table in sorted(set(found.get(name, {})) ^ set(places))]
        for table, place in places.items():
            node = schema["$defs"][place] if place else schema
            fields = found.get(name, {}).get(table, {})
            problems += [f"{table}: {line}" for line in check_table(schema, node, fields)]
        rows.append((not problems, f"{name} and its schema have the same keys", problems))
    return rows


def c_words(file, pattern):
    return re.findall(pattern, (MODEL / file).read_text("utf-8"))


def differ(what, c, schema):
    return [] if c and c == schema else [f"{what}: {c} in C, {schema} in the schema"]


def sentence(text):
    return text[0].upper() + text[1:] + "."


def check_words(schemas):
    """The words that are tables in C."""
    verdicts = dict(c_words("verdict.c", r'\[PG_[A-Z]+\] = \{"([a-z]+)", "[^"]+", "([^"]+)"\}'))
    results = c_words("verdict.c", r'\[PG_RESULT_[A-Z_]+\] = \{"([a-z-]+)", PG_EXIT')
    bases = c_words("comparison.c", r'\[PG_BASE_[A-Z_]+\] = "([a-z-]+)"')
    kinds = c_words("metric.c", r'\[PG_(?:TIMED|EXACT)\] = "([a-z]+)"')
    betters = c_words("metric.c", r'\[PG_(?:LOWER|HIGHER)\] = "([a-z]+)"')
    run, comparison = schemas["run"]["$defs"], schemas["comparison"]
    candidates, evaluation = schemas["candidates"]["$defs"], schemas["evaluation"]["$defs"]
    row = comparison["$defs"]["row"]["properties"]
    counts = comparison["$defs"]["counts"]
    series = run["series"]["properties"]
    source = comparison["$defs"]["base_source"]["properties"]["kind"]["enum"]
    about = {key: value["description"] for key, value in counts["properties"].items()}
    return [
        *differ("verdicts", list(verdicts), row["verdict"]["enum"]),
        *differ("counts", {key: sentence(text) for key, text in verdicts.items()}, about),
        *differ("required counts", list(verdicts), counts["required"]),
        *differ("results", results, comparison["properties"]["result"]["enum"]),
        *differ("kinds of base", sorted(bases), sorted(source)),
        *differ("kinds of a row", kinds, row["kind"]["enum"]),
        *differ("kinds of a series", kinds, series["kind"]["enum"]),
        *differ("directions of a row", betters, row["better"]["enum"]),
        *differ("directions of a series", betters, series["better"]["enum"]),
        *differ("shards", run["shards"], comparison["$defs"]["shards"]),
        *differ("parts of shards", run["shard_part"], comparison["$defs"]["shard_part"]),
        *differ("decisions", candidates["decision"], evaluation["decision"]),
        *differ("triggers", candidates["trigger"], evaluation["trigger"]),
    ]


def check_metrics(schemas):
    """The table of metrics."""
    pattern = (
        r'\{"(\w+)", "([\w/]+)", PG_(TIMED|EXACT), PG_(LOWER|HIGHER), [\d.]+, [\d.]+, \w+, \d+,'
        r'\s*"([^"]+)"\}'
    )
    metrics = c_words("metric.c", pattern)
    told = {}
    for rule in schemas["run"]["$defs"]["series"]["allOf"]:
        for name in rule["if"]["properties"].get("metric", {}).get("enum", []):
            then = rule["then"]["properties"]
            told[name] = tuple(then[key]["const"] for key in ("unit", "kind", "better"))
    about = {
        key: value["description"]
        for key, value in schemas["config"]["$defs"]["metrics"]["properties"].items()
    }
    in_c = {name: (unit, kind.lower(), better.lower()) for name, unit, kind, better, _ in metrics}
    return [
        *differ("metrics", in_c, told),
        *differ(
            "names of the configuration",
            {name: 0 for name in in_c},
            {name: 0 for name in schemas["config"]["$defs"]["metrics"]["items"]["enum"]},
        ),
        *differ("metrics of the configuration", {m[0]: sentence(m[4]) for m in metrics}, about),
    ]


def check_defaults(schemas):
    """The defaults of the configuration."""
    text = (MODEL / "config.c").read_text("utf-8")
    initial = re.search(r"pg_config config = \{(.*?)\};", text, re.DOTALL)[1]
    in_c = {}
    for member, value in re.findall(r'\.(\w+) = ("[^"]*"|[\d.]+)', initial):
        in_c[re.sub("_s$", "_seconds", member)] = json.loads(value)
    told = {
        key: value["default"]
        for key, value in schemas["config"]["properties"].items()
        if "default" in value
    }
    return differ("defaults", in_c, told)


# ---- examples


def first_error(validator, path, comments=False):
    """Why a file is not valid, None where it is."""
    try:
        value = load(path, comments)
    except ValueError as error:
        return f"{path.name}: {error}"
    errors = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.path)))
    return f"{path.name}: {errors[0].json_path}: {errors[0].message[:200]}" if errors else None


def examples(name, kind):
    return sorted((HERE / name / kind).glob("*.json"))


def rows_of_examples(name, validator):
    comments = name == "config"
    good = [first_error(validator, path, comments) for path in examples(name, "good")]
    bad = {
        path.stem for path in examples(name, "bad") if not first_error(validator, path, comments)
    }
    problems = [f"{stem} is valid" for stem in sorted(bad - BEYOND[name])]
    problems += [f"{stem} is said to be beyond the schema" for stem in sorted(BEYOND[name] - bad)]
    return [
        (good and not any(good), f"{name}: good examples are valid", list(filter(None, good))),
        (not problems, f"{name}: bad examples are not", problems),
    ]


def reader(name, path, folder):
    """A command that reads a file of this format; what it needs beside it goes into `folder`."""
    if name == "profile":
        shutil.copy(path, Path(folder) / "info.json")
        (Path(folder) / "stacks.folded").write_text("main;f 3\n", "utf-8")
    run = str(HERE / "run" / "good" / "minimal.json")
    case = Path(folder) / "candidates.json"
    if name in ("candidates", "evaluation"):
        names = ("work", "work_small")
        workloads = [{"name": name, "command": ["true"]} for name in names]
        config = {"suite": "demo", "workloads": workloads}
        (Path(folder) / "perfgate.json").write_text(json.dumps(config), "utf-8")
        (Path(folder) / "base.folded").write_text("main;f 9\nmain 1\n", "utf-8")
        (Path(folder) / "evidence").mkdir()
        undecided = HERE / "candidates" / "good" / "undecided.json"
        shutil.copy(path if name == "candidates" else undecided, case)
        shutil.copy(path, Path(folder) / "evidence" / "evaluation.json")
    clinic = ["--config", str(Path(folder) / "perfgate.json"), str(case)]
    return {
        "run": ["compare", str(path), str(path)],
        "baseline": ["baseline", "check", str(path)],
        "comparison": ["report", str(path)],
        "config": ["compare", "--config", str(path), run, run],
        "profile": ["profile", "hotspots", str(folder)],
        "candidates": ["clinic", "rank", *clinic],
        "evaluation": ["clinic", "decide", *clinic],
    }[name]


def perfgate(program, arguments, folder):
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def rows_of_reader(program, name):
    rows = []
    for kind, expected in (("good", (0, 1, 3, 4)), ("bad", (2,))):
        problems = []
        for path in examples(name, kind):
            with tempfile.TemporaryDirectory() as folder:
                status, _, errors = perfgate(program, reader(name, path, folder), HERE)
            if status not in expected:
                problems.append(f"{path.name}: exit status {status}: {errors.strip()}")
        taken = "takes good" if kind == "good" else "refuses bad"
        rows.append((not problems, f"perfgate {taken} examples: {name}", problems))
    return rows


# ---- what perfgate writes

CONFIG = {
    "suite": "demo",
    "warmup": 0,
    "workloads": [
        {"name": "good", "command": ["true"], "fixtures": [{"path": "perfgate.json"}]},
        {"name": "bad", "command": ["false"]},
        {"name": "leaves", "command": "setsid sleep 60 &"},
    ],
}


def write_all(program, folder):
    """{format: files} that perfgate wrote."""
    (folder / "perfgate.json").write_text(json.dumps(CONFIG), "utf-8")
    few = ["--blocks", "1"]
    perfgate(program, ["run", *few], folder)
    perfgate(program, ["baseline", "accept", *few, "--filter", "good", "--once"], folder)
    perfgate(program, ["gate", *few, "--base", "."], folder)
    for path in examples("run", "good"):
        _, text, _ = perfgate(program, ["compare", path, path, "--format", "json"], folder)
        (folder / f"comparison-{path.name}").write_bytes(text)
    _, text, _ = perfgate(program, ["doctor", "--blocks", "2", "--format", "json"], folder)
    (folder / "doctor.json").write_bytes(text)
    for name, count in (("base", 60), ("head", 90)):
        (folder / f"{name}.folded").write_text(f"main;f {count}\nmain;{name} 9\n", "utf-8")
    for name, words in (("hotspots", ["base.folded"]), ("diff", ["base.folded", "head.folded"])):
        _, text, _ = perfgate(program, ["profile", name, *words, "--format", "json"], folder)
        (folder / f"{name}.json").write_bytes(text)
    return {
        "hotspots": [folder / "hotspots.json"],
        "profile-diff": [folder / "diff.json"],
        "doctor": [folder / "doctor.json"],
        "run": [folder / "head.json", *folder.glob("perfgate-out/[hb]*.json")],
        "baseline": list(folder.glob("baselines/demo/*.json")),
        "comparison": [
            folder / "perfgate-out/comparison.json",
            *sorted(folder.glob("comparison-*.json")),
        ],
    }


def rows_of_written(program, validators):
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, paths in write_all(program, Path(os.path.realpath(scratch))).items():
            problems = [
                first_error(validators[name], path) if path.is_file() else f"{path.name}: not there"
                for path in paths
            ]
            good = paths and not any(problems)
            rows.append((good, f"perfgate writes a valid {name}", list(filter(None, problems))))
    return rows


def main():
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError:
        print("1..0 # SKIP no python3-jsonschema here")
        return 0
    program = os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else None
    schemas = {
        name: load(SCHEMAS / f"perfgate-{name}-1.json") for name in NAMES + ONLY_WRITTEN
    }
    validators = {}
    rows = []
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(whole(schema))
        problems = check_shape(schema)
        rows.append((not problems, f"{name}: closed, and every key described", problems))
    rows += rows_of_tables(schemas)
    for what in (check_words, check_metrics, check_defaults):
        problems = what(schemas)
        rows.append((not problems, f"as in C: {what.__doc__.rstrip('.').lower()}", problems))
    for name in NAMES:
        rows += rows_of_examples(name, validators[name])
    error = first_error(validators["config"], ROOT / "perfgate.json", comments=True)
    rows.append((not error, "this repository's perfgate.json is valid", [error]))
    if program:
        for name in NAMES:
            rows += rows_of_reader(program, name)
        rows += rows_of_written(program, validators)
    return house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
