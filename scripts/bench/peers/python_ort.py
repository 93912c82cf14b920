"""A plain script: pandas reads the CSV, onnxruntime runs the model. Prints the correct answers.

    python python_ort.py MODEL.onnx DATA.csv
"""

import sys

import numpy as np
import onnxruntime as ort
import pandas as pd

table = pd.read_csv(sys.argv[2], header=None, dtype=np.float32).to_numpy()
labels = table[:, 0].astype(np.int64)
images = (table[:, 1:] / np.float32(255)).reshape(-1, 1, 28, 28)
session = ort.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
correct = 0
for start in range(0, len(images), 256):
    (scores,) = session.run(None, {name: images[start : start + 256]})
    correct += int((scores.argmax(1) == labels[start : start + 256]).sum())
print(correct)
