"""Writes statistics.json: what SciPy and NumPy say about the intervals of src/analysis/interval.rs.

    python tests/golden/statistics.py > tests/golden/statistics.json

Public packages: numpy, scipy. The Rust tests read the file and need no Python.
"""

import itertools
import json

import numpy as np
from scipy import stats

SCORED = [1, 2, 3, 10, 97, 512, 3072, 1_000_000]


def wilson():
    for scored in SCORED:
        for correct in sorted({0, 1, scored // 3, scored // 2, scored - 1, scored}):
            for confidence in (0.8, 0.95, 0.999):
                interval = stats.binomtest(correct, scored).proportion_ci(confidence, method="wilson")
                yield {
                    "correct": correct,
                    "scored": scored,
                    "confidence": confidence,
                    "low": float(interval.low),
                    "high": float(interval.high),
                }


def bootstrap():
    for values in ([0.2, 0.9], [0.2, 0.5, 0.9], [0.0, 0.97, 1.0], [0.1, 0.4, 0.5, 0.8], [0.1, 0.4, 0.5, 0.8, 0.9],
                   [0.05, 0.1, 0.2, 0.3, 0.45, 0.5, 0.6, 0.75, 0.9, 0.95]):
        confidence = 0.95
        exact = None
        if len(values) <= 6:
            means = [np.mean(sample) for sample in itertools.product(values, repeat=len(values))]
            exact = [float(q) for q in np.quantile(means, [0.025, 0.975], method="inverted_cdf")]
        interval = stats.bootstrap((values,), np.mean, n_resamples=99_999, confidence_level=confidence,
                                   method="percentile", rng=np.random.default_rng(0)).confidence_interval
        yield {
            "values": values,
            "confidence": confidence,
            "exact": exact,
            "scipy": [float(interval.low), float(interval.high)],
        }


print(json.dumps({"wilson": list(wilson()), "bootstrap": list(bootstrap())}, indent=1))
