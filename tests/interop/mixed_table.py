"""A table as people have them: words, missing cells, words in the test set that training never saw.

The test set is written as CSV with the part of a spec that says what its cells mean; scikit-learn
learns from the same table in two ways, from words and from the codes that a model gets.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

CITIES = ["Bergen", "Oslo", "São Paulo", "Zürich, west", 'the "Hague"', "Łódź"]
SIZES = ["large", "medium", "small"]
NUMBERS = ["age", "income", "visits"]
WORDS = ["city", "size"]
HEADER = ["age", "city", "income", "size", "visits", "bought"]
# Codes of categories that are missing follow those of all other words.
INPUT = {
    "shape": [5], "type": "float32", "layout": "flat", "scale": 1, "mean": [0], "std": [1],
    "columns": [
        {"column": "age", "missing": "nan"},
        {"column": "city", "categories": CITIES, "missing": len(CITIES) + 1},
        {"column": "income", "missing": "nan"},
        {"column": "size", "categories": SIZES},
        {"column": "visits", "missing": -1},
    ],
    "missingWords": ["NA", "?"],
}


def make(rows: int, seed: int, unseen: float = 0.0) -> tuple[list[list[str]], np.ndarray]:
    """Cells as text, and labels; `unseen` is the share of words that are no category."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 90, rows)
    income = np.exp(rng.normal(10, 0.7, rows))
    visits = rng.poisson(3, rows)
    city = rng.integers(0, len(CITIES), rows)
    size = rng.integers(0, len(SIZES), rows)
    score = (age - 50) / 20 + np.log(income) - 10 + 0.9 * (city % 3 - 1) + 0.7 * (size - 1)
    labels = (score + 0.2 * visits + rng.normal(0, 0.6, rows) > 0.5).astype(np.int64)
    gone = [["", "NA", "?"][at] for at in rng.integers(0, 3, rows)]

    def holes(column, share):
        missing = rng.random(rows) < share
        return [hole if is_hole else text for hole, is_hole, text in zip(gone, missing, column)]

    def words(names, codes):
        other = rng.random(rows) < unseen
        return ["Atlantis" if is_other else names[code] for is_other, code in zip(other, codes)]

    columns = [
        holes(map(str, age), 0.1), holes(words(CITIES, city), 0.08),
        holes((f"{value:.2f}" for value in income), 0.15), words(SIZES, size),
        holes(map(str, visits), 0.05),
    ]
    return [list(row) for row in zip(*columns)], labels


def write(path: Path, cells: list[list[str]], labels: np.ndarray) -> None:
    """The table as a spreadsheet writes it: a mark, quotes where needed, CR LF."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([*row, label] for row, label in zip(cells, labels))


def frame(cells: list[list[str]]):
    """As pandas users have it: words and NaN; visits filled as the spec fills them."""
    import pandas
    table = pandas.DataFrame(cells, columns=HEADER[:-1]).replace(["", "NA", "?"], np.nan)
    table["visits"] = table["visits"].fillna(-1)
    return table.astype({name: np.float64 for name in NUMBERS} | {name: object for name in WORDS})


def coded(cells: list[list[str]]) -> np.ndarray:
    """As a model gets it, float32 [n, 5]: docs/PROTOCOL.md, section 9."""
    values = np.empty((len(cells), 5), np.float32)
    for index, rule in enumerate(INPUT["columns"]):
        fill = np.float32(rule.get("missing", 0))
        names = rule.get("categories")
        for row, cell in enumerate(cells):
            text = cell[index].strip(" \t")
            if text == "" or text in INPUT["missingWords"]:
                values[row, index] = fill
            elif names is None:
                values[row, index] = np.float32(text)
            else:
                values[row, index] = names.index(text) if text in names else len(names)
    return values
