"""BERT in NumPy and double precision, one sequence at a time, straight from the paper's equations."""

import numpy as np
from scipy.special import erf


class BERT:
    def __init__(self, tensors, config):
        self.weights = {k: v.astype(np.float64) for k, v in tensors.items() if v.dtype.kind == "f"}
        self.heads = config["num_attention_heads"]
        self.layers = config["num_hidden_layers"]
        self.epsilon = config["layer_norm_eps"]

    def norm(self, name, x):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + self.epsilon)
        return scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def linear(self, name, x):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def attention(self, name, x):
        length, width = x.shape
        parts = [
            self.linear(f"{name}.self.{part}", x).reshape(length, self.heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        ]
        query, key, value = parts
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width // self.heads)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ value).transpose(1, 0, 2).reshape(length, width)
        return self.norm(name + ".output.LayerNorm", self.linear(name + ".output.dense", mixed) + x)

    def hidden_states(self, tokens):
        """The embeddings and the output of every layer, each [tokens × hidden]."""
        embed = lambda part: self.weights[f"embeddings.{part}_embeddings.weight"]
        x = embed("word")[tokens] + embed("position")[: len(tokens)] + embed("token_type")[0]
        x = self.norm("embeddings.LayerNorm", x)
        states = [x]
        for i in range(self.layers):
            name = f"encoder.layer.{i}"
            x = self.attention(name + ".attention", x)
            inner = self.linear(name + ".intermediate.dense", x)
            inner = 0.5 * inner * (1 + erf(inner / np.sqrt(2)))
            x = self.norm(name + ".output.LayerNorm", self.linear(name + ".output.dense", inner) + x)
            states.append(x)
        return states


def mean(states):
    """Sentence-transformers: the mean of the last layer, of unit length."""
    pooled = states[-1].mean(0)
    return pooled / np.linalg.norm(pooled)


def cls(states):
    """BGE: the last layer at [CLS], of unit length."""
    return states[-1][0] / np.linalg.norm(states[-1][0])


def last_four_layers_mean(states):
    """HUSE: the last four layers side by side, averaged over the tokens."""
    return np.concatenate(states[-4:], -1).mean(0)
