"""One file of numbers to one tensor, rows after rows, by pandas or polars; prints the seconds."""

import sys
import time

import numpy as np

name, path, columns, small = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]

if name == "pandas":
    import pandas

    def read(path):
        return pandas.read_csv(path, header=None, dtype=np.float32).to_numpy()
else:
    import polars

    schema = {f"column_{i + 1}": polars.Float32 for i in range(columns)}

    def read(path):
        return polars.read_csv(path, has_header=False, schema=schema).to_numpy()


def tensor(path):
    return np.ascontiguousarray(read(path))


tensor(small)
started = time.perf_counter()
values = tensor(path)
seconds = time.perf_counter() - started
threads = polars.thread_pool_size() if name == "polars" else 1
print(seconds, threads, values.shape[0], values.shape[1], float(values[-1, -1]))
