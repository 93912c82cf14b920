"""What the three commands share: their flags, reading sample rows, and ending with one clear sentence."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

import numpy as np

from onnx_file import CHANNELS_FIRST, CHANNELS_LAST, ExportError


def parser(about: str, model_help: str) -> argparse.ArgumentParser:
    """A parser with the flags that every exporter takes."""
    found = argparse.ArgumentParser(
        description=about,
        epilog="Sample rows are float32 as the competition's spec normalises them. Every one of "
        "them must get the framework's own label from the file, or nothing is written.",
    )
    found.add_argument("model", help=model_help)
    found.add_argument("output", help="the .onnx file to write")
    found.add_argument("--samples", required=True, help=".npy with sample rows, float32 [n, …]")
    found.add_argument("--shape", help="the spec's shape of one sample, e.g. 1,28,28; "
                       "without it, that of the sample rows")
    return found


def layout_flag(found: argparse.ArgumentParser) -> None:
    """The flag for models whose channels are at the opposite end from the competition's."""
    found.add_argument("--from-layout", choices=[CHANNELS_FIRST, CHANNELS_LAST],
                       help="the spec's layout, where the model has the other one")


def read_samples(path: str, shape: str | None) -> np.ndarray:
    """The sample rows, float32 [n, *shape]."""
    rows = np.load(path, allow_pickle=False)
    if rows.dtype != np.float32:
        raise ExportError(f"{path} holds {rows.dtype}. Save the rows as float32, normalised.")
    if rows.ndim < 2 or len(rows) == 0:
        raise ExportError(f"{path} is {list(rows.shape)}. Save some rows, [n, …].")
    if shape is None:
        return rows
    return rows.reshape(len(rows), *map(int, shape.split(",")))


def load_module(path: str):
    """Imports a Python file by its path."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None:
        raise ExportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(Path(path).resolve().parent))
    spec.loader.exec_module(module)
    return module


def run(main) -> None:
    """Runs a command: a failure that is understood is one sentence and exit code 1."""
    try:
        output, model = main()
        Path(output).write_bytes(model)
        print(f"{output}: {len(model):,} bytes, every sample row agrees")
    except (ExportError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
