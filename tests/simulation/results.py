"""The rows that simulate writes."""

from pathlib import Path

TEXTS = {"table", "noise", "offset", "measure", "kept"}


class Results:
    """rows: one dictionary a study; noises: (name, about) in their order; seed."""

    def __init__(self, path):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        notes = [line[2:].split("\t") for line in lines if line.startswith("# ")]
        self.seed = next(value for key, value, *_ in notes if key == "seed")
        self.noises = [(name, about) for key, name, *about in notes if key == "noise"]
        self.noises = [(name, about[0]) for name, about in self.noises]
        head, *rest = [line.split("\t") for line in lines if not line.startswith("# ")]
        self.rows = [
            {key: value if key in TEXTS else float(value) for key, value in zip(head, row)}
            for row in rest
        ]

    def pick(self, **wanted):
        """Rows whose values are these; a value may be a set of them."""
        return [
            row
            for row in self.rows
            if all(
                row[key] in value if isinstance(value, (set, list, tuple)) else row[key] == value
                for key, value in wanted.items()
            )
        ]

    def one(self, **wanted):
        rows = self.pick(**wanted)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows of {wanted}")
        return rows[0]
