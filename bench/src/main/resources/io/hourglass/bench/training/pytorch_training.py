"""Trains one of the networks of TrainingCommand on noise for a while, and prints how fast.

python3 - mlp|conv CHANNELS SIDE BATCH WARM-UP SECONDS THREADS [fused] < pytorch_training.py
"""
import sys
import time

import torch
from torch import nn

CODE = 30


def mlp(channels, side):
    pixels = channels * side * side
    widths = [pixels, 2000, 1000, 500]
    layers = [nn.Flatten()]
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    layers.append(nn.Linear(widths[-1], CODE))
    up = [CODE] + widths[:0:-1]
    for before, after in zip(up, up[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(
        *layers, nn.Linear(widths[1], pixels), nn.Sigmoid(), nn.Unflatten(1, (channels, side, side))
    )


def conv(channels, side):
    sides, widths = [side], [channels]
    while sides[-1] >= 6:
        widths.append(min(128, 32 << (len(widths) - 1)))
        sides.append(sides[-1] // 2)
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Conv2d(before, after, 4, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
    inner = widths[-1] * sides[-1] ** 2
    layers += [nn.Flatten(), nn.Linear(inner, CODE), nn.Linear(CODE, inner), nn.ReLU()]
    layers.append(nn.Unflatten(1, (widths[-1], sides[-1], sides[-1])))
    for i in range(len(widths) - 1, 0, -1):
        extra = sides[i - 1] - 2 * sides[i]
        layers.append(nn.ConvTranspose2d(widths[i], widths[i - 1], 4, 2, 1, output_padding=extra))
        layers += [nn.BatchNorm2d(widths[i - 1]), nn.ReLU()] if i > 1 else [nn.Sigmoid()]
    return nn.Sequential(*layers)


def main():
    kind, (channels, side, batch) = sys.argv[1], map(int, sys.argv[2:5])
    warm_up, seconds = float(sys.argv[5]), float(sys.argv[6])
    torch.set_num_threads(int(sys.argv[7]))
    torch.manual_seed(0)
    network = {"mlp": mlp, "conv": conv}[kind](channels, side)
    images = torch.randint(0, 256, (20_000, channels, side, side), dtype=torch.uint8)
    adam = torch.optim.Adam(network.parameters(), lr=1e-3, fused="fused" in sys.argv)

    order, at, counted, start, begin = torch.randperm(len(images)), 0, 0, None, time.monotonic()
    while start is None or time.monotonic() - start < seconds:
        if start is None and time.monotonic() - begin >= warm_up:
            start, counted = time.monotonic(), 0
        if at + batch > len(images):
            order, at = torch.randperm(len(images)), 0
        chosen = images[order[at : at + batch]].float().mul_(1 / 255)
        at += batch
        adam.zero_grad()
        loss = nn.functional.mse_loss(network(chosen), chosen)
        loss.backward()
        adam.step()
        loss.item()
        counted += batch
    rate = counted / (time.monotonic() - start)
    print(sum(p.numel() for p in network.parameters()), f"{rate:.1f}")


main()
