"""Trains, exports and counts the Keras models: python train_keras.py FOLDER"""

import sys

import numpy as np

from data import SAMPLES, Recorder, mnist

from deml_export.from_keras import export, keras, tf  # scripts/export, which data.py makes known

from keras import layers as nn

TRAINED_ON = 12_000


def models() -> dict[str, keras.Model]:
    image = nn.Input((28, 28, 1))
    return {
        "mlp": [image, nn.Flatten(), nn.Dense(32, "relu"), nn.Dense(10, "softmax")],
        "lenet": [image, nn.Conv2D(6, 5, activation="tanh", padding="same"),
                  nn.AveragePooling2D(2), nn.Conv2D(16, 5, activation="tanh"),
                  nn.AveragePooling2D(2), nn.Flatten(), nn.Dense(84, "tanh"),
                  nn.Dense(10, "softmax")],
        "batchnorm": [image, nn.Conv2D(8, 3), nn.BatchNormalization(momentum=0.9), nn.ReLU(),
                      nn.MaxPooling2D(), nn.Dropout(0.3), nn.Conv2D(16, 3, padding="same"),
                      nn.BatchNormalization(momentum=0.9), nn.Activation("swish"),
                      nn.GlobalMaxPooling2D(), nn.Dense(10, "softmax")],
        "depthwise": [image, nn.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
                      nn.DepthwiseConv2D(3, padding="same"), nn.SeparableConv2D(16, 3),
                      nn.LeakyReLU(), nn.Flatten(), nn.Dense(10, "softmax")],
    }


def train(model, images, labels, loss, epochs=2):
    model.compile("adam", loss)
    model.fit(images, labels, batch_size=64, epochs=epochs, verbose=0)
    return model


def predict(model, rows):
    return model.predict(rows, batch_size=500, verbose=0)


def main(folder):
    keras.utils.set_random_seed(1)
    recorder = Recorder(folder, f"Keras {keras.__version__}, TensorFlow {tf.__version__}")
    images, labels = mnist("train", TRAINED_ON)
    test, truth = mnist("t10k")
    digits = recorder.data("mnist-keras", test, truth, 10)
    last, test_last = (np.moveaxis(part, 1, -1) for part in (images, test))
    for name, layers in models().items():
        model = train(keras.Sequential(layers), last, labels, "sparse_categorical_crossentropy")
        file = export(model, test_last[:SAMPLES], shape=(1, 28, 28))
        recorder.model(f"keras-{name}", file, digits, predict(model, test_last).argmax(1))

    odd = recorder.data("odd-keras", test, truth % 2, 2)
    layers = [nn.Input((28, 28, 1)), nn.Flatten(), nn.Dense(16, "relu"), nn.Dense(1, "sigmoid")]
    model = train(keras.Sequential(layers), last, labels % 2, "binary_crossentropy")
    file = export(model, test_last[:SAMPLES], shape=(1, 28, 28))
    recorder.model("keras-binary", file, odd, predict(model, test_last)[:, 0] >= 0.5)


if __name__ == "__main__":
    main(sys.argv[1])
