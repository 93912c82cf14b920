"""Trains, exports and counts the PyTorch models: python train_torch.py FOLDER"""

import sys

import numpy as np
import torch
from torch import nn

from data import SAMPLES, Recorder, mnist

from deml_export.from_torch import export  # scripts/export, which data.py makes known

TRAINED_ON = 12_000


class Rows(nn.Module):
    """Reads an image row by row, as a sequence."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 32, batch_first=True)
        self.out = nn.Linear(32, 10)

    def forward(self, x):
        return self.out(self.lstm(x.flatten(1, 2))[0][:, -1])


class Residual(nn.Module):
    """A shortcut around a block, strided slices and a mean over space."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.SiLU())
        self.out = nn.Linear(32, 10)

    def forward(self, x):
        x = torch.relu(self.first(x))[:, :, ::2, ::2]
        x = x + self.block(x)
        x = torch.cat([x[:, :, :7, :7], x[:, :, :7, 7:], x[:, :, 7:, :7], x[:, :, 7:, 7:]], 1)
        return self.out(x.mean((2, 3)))


class Attention(nn.Module):
    """One attention layer over the rows of an image."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(28, 32)
        self.place = nn.Parameter(torch.zeros(28, 32))
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)
        self.norm = nn.LayerNorm(32)
        self.out = nn.Sequential(nn.Flatten(), nn.Linear(28 * 32, 10))

    def forward(self, x):
        x = self.embed(x.flatten(1, 2)) + self.place
        x = self.norm(x + self.attention(x, x, x, need_weights=False)[0])
        return self.out(x)


def models() -> dict[str, nn.Module]:
    def conv(*middle):
        return nn.Sequential(nn.Conv2d(1, 8, 5), *middle, nn.MaxPool2d(2), nn.Conv2d(8, 16, 5),
                             nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))

    return {
        "mlp": nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10)),
        "lenet": conv(nn.ReLU()),
        "batchnorm": conv(nn.BatchNorm2d(8), nn.LeakyReLU()),
        "dropout": nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(784, 64), nn.GELU(),
                                 nn.Dropout(0.5), nn.Linear(64, 10)),
        "depthwise": nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 16, 1), nn.Hardswish(),
            nn.AdaptiveAvgPool2d(7), nn.Flatten(), nn.Linear(16 * 49, 10)),
        "softmax": nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(1)),
        "lstm": Rows(),
        "residual": Residual(),
        "attention": Attention(),
    }


def train(model, images, labels, loss, epochs=2):
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            loss(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    return model.eval()


def predict(model, rows):
    with torch.no_grad():
        return torch.cat([model(torch.from_numpy(part)) for part in np.array_split(rows, 20)])


def likelihood(probabilities, labels):
    return nn.functional.nll_loss(torch.log(probabilities + 1e-9), labels)


def main(folder):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    recorder = Recorder(folder, f"PyTorch {torch.__version__}")
    images, labels = mnist("train", TRAINED_ON)
    test, truth = mnist("t10k")
    digits = recorder.data("mnist-torch", test, truth, 10)
    for name, model in models().items():
        loss = likelihood if name == "softmax" else nn.functional.cross_entropy
        train(model, images, labels, loss)
        file = export(model, test[:SAMPLES])
        recorder.model(f"torch-{name}", file, digits, predict(model, test).argmax(1).numpy())

    # One output: is the digit odd? As a logit, which the exporter turns into a probability.
    odd = recorder.data("odd", test, truth % 2, 2)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 1))
    loss = nn.BCEWithLogitsLoss()
    train(model, images, (labels % 2).astype(np.float32)[:, None], loss)
    file = export(model, test[:SAMPLES], sigmoid=True)
    said = torch.sigmoid(predict(model, test))[:, 0] >= 0.5
    recorder.model("torch-binary", file, odd, said.numpy())

    # A model that was trained channels last, in a competition that gives channels first.
    colours = np.random.default_rng(1).random((2_000, 3, 6, 6), np.float32)
    kinds = colours.mean((2, 3)).argmax(1).astype(np.int64)
    data = recorder.data("colours", colours[1_000:], kinds[1_000:], 3)
    turned = np.ascontiguousarray(np.moveaxis(colours, 1, -1))
    model = nn.Sequential(nn.Flatten(), nn.Linear(108, 16), nn.ReLU(), nn.Linear(16, 3))
    train(model, turned[:1_000], kinds[:1_000], nn.functional.cross_entropy, 20)
    file = export(model, turned[:SAMPLES], shape=(3, 6, 6), from_layout="channels-first")
    recorder.model("torch-layout", file, data, predict(model, turned[1_000:]).argmax(1).numpy())


if __name__ == "__main__":
    main(sys.argv[1])
