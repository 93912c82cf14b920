"""DeML's own judgement of a file: the rules are asked, never copied.

`deml evaluate` applies every rule of `deml check` but a competition's limits, and runs the model in
the miners' engine. With a competition, `deml check` runs, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from .onnx_file import ExportError


def find_deml(program: str | None = None) -> list[str] | None:
    """How to run deml: the one named, $DEML, that of PATH, or of a checkout around here."""
    named = program or os.environ.get("DEML")
    if named:
        if shutil.which(named) is None:
            raise ExportError(f"{named} is not a program. Name the deml binary, or leave it out.")
        return [named]
    if shutil.which("deml"):
        return ["deml"]
    for folder in _checkouts():
        if os.access(folder / "build" / "deml", os.X_OK):
            return [str(folder / "build" / "deml")]
        source = ["run", "-A", "--quiet", str(folder / "miner" / "main.ts")]
        if shutil.which("deno"):
            return ["deno", *source]
    return None


def _checkouts() -> list[Path]:
    """DeML's checkouts that hold this file or the working folder."""
    starts = [Path(__file__).resolve(), Path.cwd().resolve() / "here"]
    parents = [parent for start in starts for parent in start.parents]
    return [parent for parent in parents if (parent / "miner" / "main.ts").is_file()]


def check(model: Path, rows: np.ndarray, labels: np.ndarray, *, program: str | None = None,
          competition: str | None = None) -> str | None:
    """Asks DeML for its verdict on a file.

    rows: float32 [n, …] as the competition gives them. labels: the framework's own, int64 [n].
    Returns the program that admitted it, or None where there is none.
    Raises ExportError, with DeML's own words, when it refuses the file or labels a row otherwise.
    """
    deml = find_deml(program)
    if deml is None:
        return None
    with tempfile.TemporaryDirectory(prefix="deml-export-") as folder:
        classes = max(2, int(labels.max()) + 1)
        write = _with_missing if np.isnan(rows).any() else _as_arrays
        data = write(Path(folder), rows, labels, classes)
        verdict = _ask([*deml, "evaluate", str(model), *data, "--json"])
    wrong = len(rows) - verdict["correct"]
    if wrong:
        raise ExportError(
            f"{wrong} of {len(rows)} sample rows get another label from DeML than from the "
            "framework. Nothing was written; please report the model's layers."
        )
    if competition is not None:
        _ask([*deml, "check", str(model), "--competition", competition, "--json"])
    return " ".join(deml)


def _as_arrays(folder: Path, rows: np.ndarray, labels: np.ndarray, classes: int) -> list[str]:
    np.save(folder / "rows.npy", np.ascontiguousarray(rows, np.float32))
    np.save(folder / "labels.npy", labels.astype(np.int32))
    return ["--data", f"{folder}/rows.npy", "--labels", f"{folder}/labels.npy",
            "--shape", ",".join(map(str, rows.shape[1:])), "--classes", str(classes),
            "--divide", "1"]


def _with_missing(folder: Path, rows: np.ndarray, labels: np.ndarray, classes: int) -> list[str]:
    """Only CSV has missing cells, and only a spec says that they are NaN."""
    flat = rows.reshape(len(rows), -1)
    with open(folder / "rows.csv", "w", encoding="ascii") as file:
        for row, label in zip(flat, labels):
            # Nine digits are enough for any float32.
            cells = ("" if np.isnan(value) else f"{value:.9g}" for value in row)
            file.write(f"{','.join(cells)},{label}\n")
    columns = [{"column": int(at), "missing": "nan"} for at in np.isnan(flat).any(0).nonzero()[0]]
    spec = {
        "version": 1, "name": "sample rows", "description": "", "metric": "accuracy",
        "test": {"cid": "b" + 58 * "a", "format": "csv", "rows": len(rows), "classes": classes,
                 "labelColumn": flat.shape[1]},
        "input": {"shape": list(rows.shape[1:]), "type": "float32", "layout": "flat", "scale": 1,
                  "mean": [0], "std": [1], "columns": columns},
        "limits": {"unpackedBytes": 2**30, "parameters": 10**9, "multiplyAdds": 2**53 - 1},
        "engine": {"name": "native", "version": "1.30.0"},
    }
    (folder / "spec.json").write_text(json.dumps(spec))
    return ["--data", f"{folder}/rows.csv", "--spec", f"{folder}/spec.json"]


def _ask(command: list[str]) -> dict:
    done = subprocess.run(command, capture_output=True, text=True)
    verdict = _json_in(done.stdout) or _json_in(done.stderr)
    if verdict is None:
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[0]
        raise ExportError(f"DeML could not judge the file, so nothing was written: {said}")
    if "error" in verdict:
        message, remedy = verdict["error"]["message"], verdict["error"]["remedy"]
        raise ExportError(f"DeML could not judge the file: {message}. {remedy}.")
    if verdict.get("verdict") == "INVALID":
        raise ExportError(
            f"DeML refuses the exported file, rule {verdict['rule']}: {verdict['found']}. "
            f"{verdict['remedy']}. Nothing was written."
        )
    return verdict


def _json_in(text: str) -> dict | None:
    for line in reversed(text.strip().splitlines()):
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict):
            return found
    return None
