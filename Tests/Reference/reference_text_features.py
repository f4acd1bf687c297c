"""What texts become without a network: sentences, salient tokens by TF-IDF, hashed n-grams."""

import math
import re
import unicodedata
from collections import Counter

import numpy as np


def inverse_document_frequency(documents):
    counts = Counter(token for document in documents for token in set(document))
    return {t: math.log((1 + len(documents)) / (1 + c)) + 1 for t, c in counts.items()}


def sentences(text):
    """Ends after . ! ? … (with what closes them) before white space, after 。！？, and at line ends."""
    pattern = r"[^\n\r\u2028\u2029]*?(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*|(?=[\n\r\u2028\u2029])|$)"
    parts = [m.group().strip() for m in re.finditer(pattern, text)]
    return [p for p in parts if p]


def salient_tokens(documents, limit):
    weights = inverse_document_frequency(documents)
    scored = []
    for document in documents:
        counts = Counter(document)
        scored += [(counts[t] * weights[t], t) for t in document]
    order = sorted(range(len(scored)), key=lambda i: (-scored[i][0], i))
    return [scored[i][1] for i in sorted(order[:limit])]


MASK = (1 << 64) - 1


def stable_hash(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value ^= value >> 33
        value = (value * multiplier) & MASK
    return value ^ (value >> 33)


def ngrams(text, shortest=3, longest=5):
    text = "".join(c.lower() for c in unicodedata.normalize("NFC", text))
    for word in text.split():
        word = f" {word} "
        for n in range(shortest, longest + 1):
            if len(word) <= n:
                yield word
                break
            for start in range(len(word) - n + 1):
                yield word[start : start + n]


def hashed_ngrams(training, texts, dimension):
    slots = 1 << 16
    counts = np.zeros(slots)
    for text in training:
        for slot in {(stable_hash(g) >> 32) % slots for g in ngrams(text)}:
            counts[slot] += 1
    weights = np.log((1 + len(training)) / (1 + counts)) + 1
    rows = np.zeros((len(texts), dimension))
    for row, text in zip(rows, texts):
        for gram in ngrams(text):
            h = stable_hash(gram)
            row[h % dimension] += (-1 if h >> 63 else 1) * weights[(h >> 32) % slots]
        length = np.sqrt((row**2).sum())
        if length > 0:
            row /= length
    return rows
