"""Writes transformer.safetensors, mamba.safetensors, lstm.safetensors, s4d.safetensors and losses.json: the
losses of the first ten AdamW steps of four small models, from initial weights and batches that lie beside
them. The S4D module is the one that benches/peers/ measures, so the two sides there train the same model.

Run: python3 losses.py   (in this directory)
Made with torch 2.15.0, numpy 2.4.6, mambapy 1.2.0, safetensors 0.8.0 from PyPI, on the CPU, in float64.

The weights are rounded to float32 before the first step, so a reader starts from the very same numbers.
They carry the names and the orientation [in, out] of this project; vectors are [1, n]. Every parameter is
moved a little off its usual beginning, so that no bias is 0, no norm is 1 and no two layers are equal.
Batches: tokens and targets, [steps, words, letters]; the target is the sum of the letters so far modulo
LABELS, and 2^32 - 1 where there is none. AdamW: rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, decay 0.01 on
every parameter, no clipping. A loss is the mean over the targets, before the step it belongs to.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from mambapy.mamba import Mamba, MambaConfig, RMSNorm
from safetensors.numpy import save_file
from torch import nn

# in place of this folder, whose statistics.py would hide Python's
sys.path[0] = str(Path(__file__).resolve().parents[2] / "benches" / "peers")
from torch_throughput import S4d

WIDTH, LENGTH, WORDS, LAYERS, HEADS, STEPS = 32, 12, 8, 2, 4, 10
VOCABULARY, LABELS = 6, 7
IGNORE = -100


class Transformer(nn.Module):
    """Pre-norm encoder with a causal mask, learned positions and exact GELU."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(LENGTH, WIDTH)
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 4 * WIDTH, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(
            layer, LAYERS, norm=nn.LayerNorm(WIDTH), enable_nested_tensor=False
        )
        self.head = nn.Linear(WIDTH, LABELS)

    def forward(self, tokens):
        mask = nn.Transformer.generate_square_subsequent_mask(LENGTH, dtype=torch.float64)
        x = self.embedding(tokens) + self.positions.weight
        return self.head(self.encoder(x, mask=mask, is_causal=True))

    def named(self):
        yield "embedding.weight", self.embedding.weight
        yield "positions.weight", self.positions.weight
        for i, layer in enumerate(self.encoder.layers):
            attention = layer.self_attn
            for ours, theirs in [("norm1", layer.norm1), ("norm2", layer.norm2)]:
                yield from vectors(f"layers.{i}.{ours}", theirs)
            yield f"layers.{i}.mixer.in_proj.weight", attention.in_proj_weight.T
            yield f"layers.{i}.mixer.in_proj.bias", attention.in_proj_bias
            yield from linear(f"layers.{i}.mixer.out_proj", attention.out_proj)
            yield from linear(f"layers.{i}.feed_forward.up", layer.linear1)
            yield from linear(f"layers.{i}.feed_forward.down", layer.linear2)
        yield from vectors("norm", self.encoder.norm)
        yield from linear("head", self.head)


class MambaTagger(nn.Module):
    """Residual blocks around the selective scan, root-mean-square norms."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.mamba = Mamba(MambaConfig(d_model=WIDTH, n_layers=LAYERS, pscan=False))
        self.norm = RMSNorm(WIDTH, 1e-5, False)
        self.head = nn.Linear(WIDTH, LABELS)

    def forward(self, tokens):
        return self.head(self.norm(self.mamba(self.embedding(tokens))))

    def named(self):
        yield "embedding.weight", self.embedding.weight
        for i, layer in enumerate(self.mamba.layers):
            mixer = layer.mixer
            yield f"layers.{i}.norm1.weight", layer.norm.weight
            projections = {
                "in_u": mixer.in_proj.weight[: 2 * WIDTH],
                "in_z": mixer.in_proj.weight[2 * WIDTH :],
                "delta": mixer.x_proj.weight[:-32],
                "b": mixer.x_proj.weight[-32:-16],
                "c": mixer.x_proj.weight[-16:],
                "step": mixer.dt_proj.weight,
                "conv": mixer.conv1d.weight[:, 0],
                "out": mixer.out_proj.weight,
            }
            for ours, weight in projections.items():
                yield f"layers.{i}.mixer.{ours}.weight", weight.T
            yield f"layers.{i}.mixer.step.bias", mixer.dt_proj.bias
            yield f"layers.{i}.mixer.conv.bias", mixer.conv1d.bias
            yield f"layers.{i}.mixer.a_log", mixer.A_log
            yield f"layers.{i}.mixer.d", mixer.D
        yield "norm.weight", self.norm.weight
        yield from linear("head", self.head)


class Lstm(nn.Module):
    """One LSTM layer and a read-out."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.lstm = nn.LSTM(WIDTH, WIDTH, batch_first=True)
        self.head = nn.Linear(WIDTH, LABELS)

    def forward(self, tokens):
        return self.head(self.lstm(self.embedding(tokens))[0])

    def named(self):
        yield "embedding.weight", self.embedding.weight
        yield "layers.0.mixer.input.weight", self.lstm.weight_ih_l0.T
        yield "layers.0.mixer.input.bias", self.lstm.bias_ih_l0
        yield "layers.0.mixer.recurrent.weight", self.lstm.weight_hh_l0.T
        yield "layers.0.mixer.recurrent.bias", self.lstm.bias_hh_l0
        yield from linear("head", self.head)


class S4dTagger(S4d):
    """The peer's S4D; there the vocabulary is also the labels."""

    def __init__(self):
        super().__init__(VOCABULARY, WIDTH, LAYERS, d_state=16)
        self.head = nn.Linear(WIDTH, LABELS)

    def named(self):
        yield "embedding.weight", self.embed.weight
        for i, (mixer, norm) in enumerate(zip(self.blocks, self.norms)):
            yield from vectors(f"layers.{i}.norm1", norm)
            for name in ["log_dt", "log_a_real", "a_imag", "d"]:
                yield f"layers.{i}.mixer.{name}", getattr(mixer, name)
            yield f"layers.{i}.mixer.c.re", mixer.c[..., 0]
            yield f"layers.{i}.mixer.c.im", mixer.c[..., 1]
            yield from linear(f"layers.{i}.mixer.out", mixer.out)
        yield from linear("head", self.head)


def linear(name, module):
    yield f"{name}.weight", module.weight.T
    if module.bias is not None:
        yield f"{name}.bias", module.bias


def vectors(name, module):
    yield f"{name}.weight", module.weight
    yield f"{name}.bias", module.bias


def batches():
    rng = np.random.default_rng(1)
    tokens = rng.integers(0, VOCABULARY, (STEPS, WORDS, LENGTH))
    targets = np.cumsum(tokens, axis=2) % LABELS
    targets[rng.random(targets.shape) < 0.1] = IGNORE
    return tokens, targets


def run(model, tokens, targets):
    """The initial weights by name, and the losses."""
    model.double()  # mambapy makes A_log in float32 whatever the default
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.05 * torch.randn_like(parameter)
            parameter.copy_(parameter.to(torch.float32))
    weights = {}
    for name, tensor in model.named():
        weights[name] = np.array(np.atleast_2d(tensor.detach().numpy()), dtype=np.float32, order="C")
    assert sum(w.size for w in weights.values()) == sum(p.numel() for p in model.parameters())
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01
    )
    losses = []
    for x, y in zip(torch.from_numpy(tokens), torch.from_numpy(targets)):
        logits = model(x)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=IGNORE)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return weights, losses


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    torch.Tensor.float = torch.Tensor.double  # mambapy would round A and D to float32
    tokens, targets = batches()
    record = {}
    for name, make in [("transformer", Transformer), ("mamba", MambaTagger), ("lstm", Lstm), ("s4d", S4dTagger)]:
        weights, record[name] = run(make(), tokens, targets)
        weights["tokens"] = tokens.astype(np.uint32)
        weights["targets"] = np.where(targets == IGNORE, 2**32 - 1, targets).astype(np.uint32)
        save_file(weights, f"{name}.safetensors")
    with open("losses.json", "w") as file:
        json.dump(record, file, indent=1)
        file.write("\n")


main()
