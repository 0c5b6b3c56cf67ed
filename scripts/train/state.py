"""What survives an interruption: the averaged weights and the checkpoint file."""

import os
from pathlib import Path

import torch

EVERY = 5


class Average:
    """Exponential moving average of the weights, updated every few steps; follows fast at first."""

    def __init__(self, model, decay: float):
        self.decay, self.updates = decay, 0
        self.weights = {n: t.detach().clone() for n, t in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step: int) -> None:
        if step % EVERY:
            return
        self.updates += 1
        decay = min(self.decay**EVERY, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(
            list(self.weights.values()), list(model.state_dict().values()), 1 - decay
        )


def save(path: Path, model, average: Average, optimizer, position: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    torch.save(
        {
            "model": model.state_dict(),
            "average": average.weights,
            "updates": average.updates,
            "optimizer": optimizer.state_dict(),
            "position": position,
            "rng": torch.get_rng_state(),
        },
        fresh,
    )
    os.replace(fresh, path)


def resume(path: Path, model, average: Average, optimizer) -> dict:
    """Puts everything back and returns the position where training stopped."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(stored["model"])
    for name, weights in stored["average"].items():
        average.weights[name].copy_(weights)
    average.updates = stored["updates"]
    optimizer.load_state_dict(stored["optimizer"])
    torch.set_rng_state(stored["rng"])
    return stored["position"]
