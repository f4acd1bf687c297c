"""Model and index files of a few hundred bytes, as `Documentation/Saving.md` describes them."""
import array
import json
import math
import struct

DTYPES = {"f": "F32", "B": "U8", "I": "U32", "b": "I8"}


def safetensors(tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, (shape, values) in sorted(tensors.items()):
        assert math.prod(shape) == len(values)
        # Numbers of other types are lists of Python's array module.
        kind = getattr(values, "typecode", "f")
        part = struct.pack(f"<{len(values)}{kind}", *values)
        header[name] = {
            "dtype": DTYPES[kind], "shape": shape,
            "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    return struct.pack("<Q", len(text)) + text + data


def filled(*shape):
    return list(shape), [((7 * i) % 11 - 5) / 10 for i in range(math.prod(shape))]


def tower(name, widths, scaled):
    tensors = {}
    for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        tensors[f"{name}.layers.{index}.weights"] = filled(inputs, outputs)
        tensors[f"{name}.layers.{index}.bias"] = filled(outputs)
    if scaled:
        tensors[f"{name}.input.mean"] = filled(widths[0])
        tensors[f"{name}.input.scale"] = filled(widths[0])
    return tensors, {
        "layerCount": len(widths) - 1, "dropout": 0.15, "rectifiesOutput": scaled,
        "hasInputScaling": scaled}


def parts(text_input=2, scaled=False, extra=None, **structure):
    """The tensors of a model and what its metadata says of its structure."""
    image_tensors, image = tower("image_tower", [3, 2], scaled)
    text_tensors, text = tower("text_tower", [text_input, 3, 2], scaled)
    tensors = image_tensors | text_tensors | (extra or {})
    tensors |= {"classifier.weights": filled(2, 2), "classifier.bias": filled(2)}
    structure = {
        "imageTower": image, "textTower": text, "classNames": ["tea", "apple"],
        "fusionWeight": 0.5, "hasGraph": False} | structure
    if "fixedLogitScale" not in structure:
        tensors["classifier.log_scale"] = filled(1, 1)
    return tensors, structure


def model(version, **options):
    tensors, structure = parts(**options)
    return safetensors(tensors, {
        "format": "huse-model", "format_version": str(version), "model": json.dumps(structure)})


def bert():
    """Two tensors of each layer and an empty vocabulary's worth of words."""
    size, names = 2, {}
    for part, shape in [("word", 5), ("position", 4), ("token_type", 2)]:
        names[f"embeddings.{part}_embeddings.weight"] = filled(shape, size)
    layer = "encoder.layer.0."
    linear = ["attention.self.query", "attention.self.key", "attention.self.value",
              "attention.output.dense", "intermediate.dense", "output.dense"]
    for name in linear:
        names[f"{layer}{name}.weight"] = filled(size, size)
        names[f"{layer}{name}.bias"] = filled(size)
    for name in ["embeddings.LayerNorm", f"{layer}attention.output.LayerNorm",
                 f"{layer}output.LayerNorm"]:
        names[f"{name}.weight"] = filled(size)
        names[f"{name}.bias"] = filled(size)
    settings = {
        "configuration": {
            "vocab_size": 5, "hidden_size": size, "num_hidden_layers": 1, "num_attention_heads": 1,
            "intermediate_size": size, "max_position_embeddings": 4, "type_vocab_size": 2},
        "normalizer": {
            "lowercases": True, "stripsAccents": True, "splitsChineseCharacters": True},
        "pooling": "mean", "longText": "salientTokens", "maximumLength": 4,
        "vocabulary": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "two"]}
    return settings, names


def in_bytes(tensors):
    """The matrices with a byte for each value and a scale for each row, rotated or not."""
    result = {}
    for name, (shape, values) in tensors.items():
        result[name] = shape, values
        if len(shape) == 2:
            result[name] = shape, array.array("b", [round(value * 254) for value in values])
            scale = "scale" if "position" in name else "rotated_scale"
            result[f"{name}.{scale}"] = [shape[0]], [1 / 254] * shape[0]
    return result


def models():
    settings, names = bert()
    encoder = {"kind": "bert", "settings": json.dumps(settings)}
    joined = {"kind": "joined", "settings": json.dumps([encoder])}
    hashed = {"kind": "hashed-ngrams", "settings": json.dumps(
        {"dimension": 2, "shortest": 3, "longest": 5})}
    graph = {"graph.distances": ([2, 2], [0, 1, 1, 0])}
    similarity = {"similarity.log_scale": filled(1, 1), "similarity.bias": filled(1, 1)}
    classifier = {"text_classifier.weights": filled(2, 2), "text_classifier.bias": filled(2)}
    return {
        "plain": model(1, fixedLogitScale=16),
        "learned": model(1, scaled=True, extra=graph, hasGraph=True),
        "separate": model(2, extra=classifier, hasTextClassifier=True, fixedLogitScale=1),
        "similarity": model(3, extra=similarity, hasSimilarityScale=True, fixedLogitScale=1),
        "bert": model(1, textEncoder=encoder, fixedLogitScale=1, extra={
            f"text_encoder.{name}": tensor for name, tensor in names.items()}),
        "bert-int8": model(1, textEncoder=encoder, fixedLogitScale=1, extra={
            f"text_encoder.{name}": tensor for name, tensor in in_bytes(names).items()}),
        "joined": model(1, textEncoder=joined, fixedLogitScale=1, extra={
            f"text_encoder.0.{name}": tensor for name, tensor in names.items()}),
        "hashed": model(1, textEncoder=hashed, fixedLogitScale=1, extra={
            "text_encoder.inverse_document_frequencies": filled(4)}),
        "resnet": model(1, imageEncoder={"kind": "resnet", "settings": "{}"}, fixedLogitScale=1),
    }


def index(identifiers, vectors):
    columns = len(vectors[0]) if vectors else 2
    values = [value for vector in vectors for value in vector]
    return safetensors(
        {"embeddings": ([len(vectors), columns], values)},
        {"format": "huse-index", "identifiers": json.dumps(identifiers)})


def approximate_index(settings, layers, items, columns=2):
    """An index with a graph: for each layer the items of its nodes, None for all, and their links."""
    none, stride = 2**32 - 1, -(-columns // 64) * 64
    tensors = {
        "embeddings": ([items, columns], [1, *[0] * (columns - 1)] * items),
        "graph_scales": ([1, items], [1 / 127] * items),
        "graph_values": ([items, stride], array.array(
            "B", [255, *[128] * (stride - 1)] * items)),
    }
    for number, (nodes, links) in enumerate(layers):
        degree = settings["linkCount"] * (1 if number else 2)
        flat = [link for row in links for link in (row + [none] * degree)[:degree]]
        tensors[f"graph_layer_{number}_links"] = ([len(links), degree], array.array("I", flat))
        if nodes is not None:
            tensors[f"graph_layer_{number}_items"] = ([len(nodes)], array.array("I", nodes))
    return safetensors(tensors, {
        "format": "huse-index", "format_version": "4", "checksum": "xxh64:" + "0" * 16,
        "graph": json.dumps(settings),
        "identifiers": json.dumps([str(number) for number in range(items)])})


def approximate_indexes():
    small = {"candidateCount": 4, "linkCount": 2, "seed": 0}
    return {
        "none": approximate_index(small, [(None, [])], 0),
        "one": approximate_index(small, [(None, [[]])], 1),
        "three": approximate_index(
            small, [(None, [[1, 2], [0, 2], [1]]), ([2, 0], [[1], [0]]), ([0], [[]])], 3),
        "apart": approximate_index(small, [(None, [[1], [0], [3], [2]])], 4),
        "ring": approximate_index(
            small, [(None, [[(i + 1) % 40, (i + 39) % 40] for i in range(40)]),
                    ([7, 30], [[1], [0]])], 40, columns=1),
    }
