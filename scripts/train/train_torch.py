"""Trains and exports lenet.onnx (convolutional) and mlp.onnx (dense) with PyTorch."""

import io

import torch
from torch import nn

from mnist import load, record


def lenet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10),
    )


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))


def train(model: nn.Module, epochs: int) -> nn.Module:
    images, labels = (torch.from_numpy(array) for array in load("train"))
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    batches = epochs * (len(images) // 128)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=batches + 1)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(128)[: len(images) // 128]:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def count(model: nn.Module) -> int:
    images, labels = (torch.from_numpy(array) for array in load("t10k"))
    with torch.no_grad():
        return int((model(images).argmax(1) == labels).sum())


def export(model: nn.Module) -> bytes:
    buffer = io.BytesIO()
    torch.onnx.export(
        model, (torch.zeros(2, 1, 28, 28),), buffer,
        input_names=["image"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("n")},), external_data=False, verbose=False,
    )
    return buffer.getvalue()


if __name__ == "__main__":
    torch.manual_seed(1)
    torch.set_num_threads(1)
    framework = f"PyTorch {torch.__version__}"
    for name, build, epochs, about in [
        ("lenet", lenet, 8, "Two convolutions and two dense layers"),
        ("mlp", mlp, 6, "One hidden layer of 32 units"),
    ]:
        model = train(build(), epochs)
        record(name, export(model), framework, count(model), about)
