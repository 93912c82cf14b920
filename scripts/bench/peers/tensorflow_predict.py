"""The original DeML's way: Keras rebuilds the network and TensorFlow predicts. Prints the correct answers.

    python tensorflow_predict.py WEIGHTS.npz DATA.csv

WEIGHTS.npz holds the LeNet fixture's weights as PyTorch lays them out: w1, b1, … w4, b4.
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow.keras import layers

table = pd.read_csv(sys.argv[2], header=None, dtype=np.float32).to_numpy()
labels = table[:, 0].astype(np.int64)
images = (table[:, 1:] / np.float32(255)).reshape(-1, 28, 28, 1)
model = tf.keras.Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(8, 5, activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 5, activation="relu"),
    layers.MaxPooling2D(),
    layers.Permute((3, 1, 2)),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(10),
])
given = np.load(sys.argv[1])
model.set_weights([
    given["w1"].transpose(2, 3, 1, 0), given["b1"],
    given["w2"].transpose(2, 3, 1, 0), given["b2"],
    given["w3"].T, given["b3"], given["w4"].T, given["b4"],
])
print(int((model.predict(images, verbose=0).argmax(1) == labels).sum()))
