"""The losses with a class hierarchy in double precision, from their papers, with NumPy alone.

Logits and embeddings are [2N, ...]: N rows of images, then N of texts; labels are those of the 2N
rows. Classes are paths such as "fruit/pome/apple". Every loss is a smooth function of complex
numbers, so that `gradient` can take a step along the imaginary axis.
"""

import numpy as np

STEP = 1e-20


def gradient(value, point):
    """Im f(x + ih) / h for each number of x: no difference is taken, so nothing cancels."""
    point = np.asarray(point, dtype=np.complex128)
    result = np.zeros(point.shape)
    for place in np.ndindex(point.shape):
        moved = point.copy()
        moved[place] += 1j * STEP
        result[place] = value(moved).imag / STEP
    return result


def log_sum(values):
    largest = values.real.max()
    return largest + np.log(np.exp(values - largest).sum())


def levels(path):
    return path.split("/")


def common(paths):
    """The levels that all paths share."""
    shared = []
    for names in zip(*paths):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return shared


def with_leaves(classes):
    """The paths of the classes; one that lies above others gets a leaf of its own below it."""
    paths = [levels(name) for name in classes]
    inner = [any(other[:len(path)] == path and other != path for other in paths) for path in paths]
    return [path + ["itself"] if is_inner else path for path, is_inner in zip(paths, inner)]


def distances(classes):
    """The height of the lowest common ancestor over the height of the tree."""
    paths = [levels(name) for name in classes]

    def height(node):
        return max(len(path) - len(node) for path in paths if path[:len(node)] == node)

    result = np.zeros((len(paths), len(paths)))
    for row, first in enumerate(paths):
        for column, second in enumerate(paths):
            if row != column:
                result[row, column] = height(common([first, second])) / height(common(paths))
    return result


def soft_labels(logits, labels, distances, hardness):
    """Bertinetto et al. 2020, section 3.2."""
    shares = np.exp(-hardness * distances)
    shares = shares / shares.sum(axis=0)
    total = 0
    for row, label in zip(logits, labels):
        total = total - (shares[:, label] * (row - log_sum(row))).sum()
    return total / len(logits)


def hierarchical_cross_entropy(logits, labels, classes, discount):
    """Bertinetto et al. 2020, section 3.1; the weights of the first level are 1."""
    paths = with_leaves(classes)
    root = len(common(paths)) if len(paths) > 1 else len(paths[0])

    def log_probability(row, node):
        """Up to the logarithm of the sum over all classes, which ratios do not need."""
        return log_sum(np.array([z for z, path in zip(row, paths) if path[:len(node)] == node]))

    total = 0
    for row, label in zip(logits, labels):
        path = paths[label]
        for length in range(root + 1, len(path) + 1):
            node, parent = path[:length], path[:length - 1]
            weight = np.exp(-discount * (length - root - 1))
            total = total - weight * (log_probability(row, node) - log_probability(row, parent))
    return total / len(logits)


def is_semidefinite(matrix):
    return np.linalg.eigvalsh(matrix)[0] >= -1e-12


def similarities(distances, decay, smallest):
    """Liang and Davis 2023: an exponential decay from 1 to near `smallest`."""
    largest = distances.max()
    fall = np.exp(-decay * distances / (largest if largest > 0 else 1))
    return (1 - smallest) * fall + smallest


def smallest_similarity(distances, decay):
    """The smallest number in [-1, 0] with a semidefinite matrix of similarities, by bisection."""
    if is_semidefinite(similarities(distances, decay, -1)):
        return -1.0
    low, high = -1.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        if is_semidefinite(similarities(distances, decay, middle)):
            high = middle
        else:
            low = middle
    return high


def frame(similarities, dimension):
    """Unit rows with these cosines, or near them if the dimension is small."""
    values, vectors = np.linalg.eigh(similarities)
    rows = (vectors * np.sqrt(np.maximum(values, 0)))[:, ::-1][:, :dimension]
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.pad(rows, ((0, 0), (0, dimension - rows.shape[1])))


def frame_classification(embeddings, labels, frame, scale):
    """Softmax cross entropy through the fixed classifier."""
    total = 0
    for embedding, label in zip(embeddings, labels):
        logits = scale * (frame @ embedding)
        total = total + log_sum(logits) - logits[label]
    return total / len(embeddings)


def frame_cosines(embeddings, labels, frame):
    """The squared differences of the cosines from those of the class, summed over the classes."""
    total = 0
    for embedding, label in zip(embeddings, labels):
        total = total + ((frame @ embedding - frame @ frame[label]) ** 2).sum()
    return total / len(embeddings)
