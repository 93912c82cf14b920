"""The 13 Keras models in the table of real exports: images [8, 8, 1] of digits, ten classes."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers as nn


class Attention(nn.Layer):
    """Attention over the rows of an image, with a shortcut around it."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiHeadAttention(2, 8)
        self.norm = nn.LayerNormalization()

    def call(self, x):
        return self.norm(x + self.attention(x, x))


def nets(rows: np.ndarray) -> dict[str, keras.Model]:
    """Untrained models by name. rows: what a Normalization layer adapts to, [n, 8, 8, 1]."""
    normal = nn.Normalization(axis=None)
    normal.adapt(rows)

    def net(*layers):
        return keras.Sequential([nn.Input((8, 8, 1)), *layers, nn.Dense(10, "softmax")])

    def residual():
        image = nn.Input((8, 8, 1))
        x = nn.Conv2D(8, 3, padding="same", activation="relu")(image)
        y = nn.Conv2D(8, 3, padding="same", activation="relu")(x)
        x = nn.GlobalAveragePooling2D()(nn.Concatenate()([nn.Add()([x, y]), x]))
        return keras.Model(image, nn.Dense(10, "softmax")(x))

    rows_of = nn.Reshape((8, 8))
    return {
        "mlp": net(nn.Flatten(), nn.Dense(32, "relu"), nn.Dropout(0.2)),
        "mlp-gelu": net(nn.Flatten(), nn.Dense(32, "gelu"), nn.LayerNormalization()),
        "normalization": net(normal, nn.Flatten(), nn.Dense(32, "relu")),
        "rescaling": net(nn.Rescaling(2.0, -1), nn.Flatten(), nn.Dense(32, "selu")),
        "lenet": net(nn.Conv2D(6, 3, activation="tanh", padding="same"), nn.AveragePooling2D(2),
                     nn.Conv2D(16, 3, activation="tanh"), nn.Flatten()),
        "batchnorm": net(nn.Conv2D(8, 3), nn.BatchNormalization(), nn.ReLU(), nn.MaxPooling2D(2),
                         nn.GlobalMaxPooling2D()),
        "separable": net(nn.DepthwiseConv2D(3, padding="same"), nn.SeparableConv2D(8, 3),
                         nn.LeakyReLU(), nn.Flatten()),
        "upsampled": net(nn.Conv2D(4, 3, strides=2, padding="same"), nn.UpSampling2D(2),
                         nn.Conv2DTranspose(4, 2, strides=2), nn.GlobalAveragePooling2D()),
        "residual": residual(),
        "lstm": net(rows_of, nn.LSTM(16)),
        "gru": net(nn.Reshape((8, 8)), nn.GRU(16)),
        "bidirectional": net(nn.Reshape((8, 8)), nn.Bidirectional(nn.LSTM(8))),
        "attention": net(nn.Reshape((8, 8)), nn.Dense(16), Attention(), nn.Flatten()),
    }
