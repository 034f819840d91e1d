"""The losses once more, in NumPy and float64: what curves are drawn by, and what tests hold the Keras classes to.

Equations and sources stand beside the classes.
"""

import numpy as np


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """log of softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _of_label(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.take_along_axis(values, labels[..., None], axis=-1)[..., 0]


def cross_entropy(labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """−log p of each sample, [n], from class numbers [n] and logits [n, classes]."""
    return -_of_label(log_softmax(logits), labels)


def confidence_penalised(labels: np.ndarray, logits: np.ndarray, epsilon: float = 0.1) -> np.ndarray:
    """(1 − ε)·CE(y, p) + ε·CE(uniform, p) of each sample, [n]."""
    return (1 - epsilon) * cross_entropy(labels, logits) - epsilon * log_softmax(logits).mean(axis=-1)


def focal(labels: np.ndarray, logits: np.ndarray, gamma: float = 2.0, alpha: float = 1.0) -> np.ndarray:
    """−α·(1 − p)^γ·log p of each sample, [n]."""
    entropy = cross_entropy(labels, logits)
    return alpha * (1 - np.exp(-entropy)) ** gamma * entropy


def triplet(wrong: np.ndarray, right: np.ndarray, margin: float = 0.1) -> np.ndarray:
    """max(0, m + wrong − right) of cosines."""
    return np.maximum(0, margin + wrong - right)


def centre_distance(features: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """‖x − c_y‖² of each sample, [n]."""
    return ((features - centres[labels]) ** 2).sum(axis=-1)


def moved_centres(features: np.ndarray, labels: np.ndarray, centres: np.ndarray, rate: float = 0.5) -> np.ndarray:
    """Centres [classes, d] after one step of the paper's moving average."""
    moved = centres.astype(float)
    for label in np.unique(labels):
        of_class = features[labels == label]
        moved[label] -= rate * (centres[label] - of_class).sum(axis=0) / (1 + len(of_class))
    return moved


def with_margin(cosines: np.ndarray, margin: float = 0.5) -> np.ndarray:
    """cos(θ + m) up to θ = π − m, from there on cos θ − m·sin m."""
    angles = np.arccos(np.clip(cosines, -1, 1))
    return np.where(angles < np.pi - margin, np.cos(angles + margin), cosines - margin * np.sin(margin))


def arcface(cosines: np.ndarray, labels: np.ndarray, scale: float = 16.0, margin: float = 0.5) -> np.ndarray:
    """Logits in training, [n, classes], from the cosines with every class vector."""
    true = np.eye(cosines.shape[-1], dtype=bool)[labels]
    return scale * np.where(true, with_margin(cosines, margin), cosines)
