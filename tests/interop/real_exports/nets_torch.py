"""The 21 PyTorch nets in the table of real exports: images [1, 8, 8] of digits, ten classes."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class Rows(nn.Module):
    """A recurrent layer that reads an image row by row."""

    def __init__(self, kind, **options):
        super().__init__()
        self.layer = kind(8, 16, batch_first=True, **options)
        self.out = nn.Linear(32 if options.get("bidirectional") else 16, 10)

    def forward(self, x):
        return self.out(self.layer(x.flatten(1, 2))[0][:, -1])


class Attention(nn.Module):
    """Attention over the rows of an image."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 16)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.norm = nn.LayerNorm(16)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        x = self.embed(x.flatten(1, 2))
        x = self.norm(x + self.attention(x, x, x, need_weights=False)[0])
        return self.out(x.flatten(1))


class Transformer(nn.Module):
    """Two encoder layers with a class token."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 16)
        self.token = nn.Parameter(torch.zeros(1, 1, 16))
        layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.out = nn.Linear(16, 10)

    def forward(self, x):
        x = self.embed(x.flatten(1, 2))
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        return self.out(self.encoder(x)[:, 0])


class Residual(nn.Module):
    """A shortcut around a block, and a mean over space."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.out = nn.Linear(8, 10)

    def forward(self, x):
        x = torch.relu(self.first(x))
        return self.out((x + self.block(x)).mean((2, 3)))


class Excited(nn.Module):
    """Squeeze and excitation."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 4, 1), nn.SiLU(),
                                  nn.Conv2d(4, 8, 1), nn.Sigmoid())
        self.out = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.out((x * self.gate(x)).flatten(1))


class Branches(nn.Module):
    """Inception-like: kernels of three sizes, concatenated."""

    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList(nn.Conv2d(1, 4, k, padding=k // 2) for k in (1, 3, 5))
        self.out = nn.Linear(12 * 16, 10)

    def forward(self, x):
        x = torch.cat([F.relu(branch(x)) for branch in self.branches], 1)
        return self.out(F.max_pool2d(x, 2).flatten(1))


class Einsum(nn.Module):
    """Products written as sums over indices."""

    def __init__(self):
        super().__init__()
        self.left = nn.Parameter(torch.randn(8, 12) / 3)
        self.right = nn.Parameter(torch.randn(8, 12, 10) / 9)

    def forward(self, x):
        return torch.einsum("nhk,hkc->nc", torch.einsum("nchw,wk->nhk", x, self.left).relu(),
                            self.right)


class Shuffled(nn.Module):
    """ShuffleNet's exchange of channels between groups."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 8, 3, padding=1, groups=2)
        self.out = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.first(x))
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.out(self.second(x).flatten(1))


class Upsampled(nn.Module):
    """Down, up again, and beside the input: a small U-Net."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(1, 8, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.out = nn.Linear(13 * 64, 10)

    def forward(self, x):
        small = F.relu(self.down(x))
        large = F.interpolate(small, scale_factor=2, mode="bilinear", align_corners=False)
        return self.out(torch.cat([x, self.up(small), large], 1).flatten(1))


class Embedded(nn.Module):
    """Pixels as tokens."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(17, 4)
        self.out = nn.Linear(256, 10)

    def forward(self, x):
        return self.out(self.table((x * 16).flatten(1).long()).flatten(1))


def nets() -> dict[str, nn.Module]:
    """Untrained nets by name."""
    def dense(*middle, width=64):
        return nn.Sequential(nn.Flatten(), nn.Linear(64, width), *middle, nn.Linear(width, 10))

    def conv(*middle):
        return nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), *middle, nn.Flatten(),
                             nn.LazyLinear(10))

    return {
        "linear": nn.Sequential(nn.Flatten(), nn.Linear(64, 10)),
        "mlp": dense(nn.ReLU()),
        "mlp-gelu": dense(nn.LayerNorm(64), nn.GELU(), nn.Dropout(0.2)),
        "mlp-softmax": nn.Sequential(dense(nn.Mish()), nn.LogSoftmax(1)),
        "batchnorm": dense(nn.BatchNorm1d(64), nn.ELU()),
        "lenet": conv(nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(8, 16, 3), nn.Tanh()),
        "max-pool": conv(nn.BatchNorm2d(8), nn.LeakyReLU(),
                         nn.MaxPool2d(3, stride=2, ceil_mode=True)),
        "depthwise": conv(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 16, 1),
                          nn.Hardswish(), nn.AdaptiveAvgPool2d(4)),
        "group-norm": conv(nn.GroupNorm(2, 8), nn.PReLU()),
        "instance-norm": conv(nn.InstanceNorm2d(8, affine=True), nn.Softplus()),
        "residual": Residual(),
        "excited": Excited(),
        "branches": Branches(),
        "shuffled": Shuffled(),
        "upsampled": Upsampled(),
        "einsum": Einsum(),
        "embedding": Embedded(),
        "lstm": Rows(nn.LSTM),
        "gru": Rows(nn.GRU, bidirectional=True),
        "attention": Attention(),
        "transformer": Transformer(),
    }
