"""What is compared: for each case the command of HUSE and those of its peers."""

from dataclasses import dataclass, field

TRAINING = {
    "JAX": "training_jax.py --mode jit",
    "TensorFlow, XLA": "training_tensorflow.py --mode xla",
    "TensorFlow, graph": "training_tensorflow.py --mode graph",
    "PyTorch, eager": "training_pytorch.py --mode eager",
    "PyTorch, compiled": "training_pytorch.py --mode compiled",
}
BF16 = {"PyTorch, bf16": "training_pytorch.py --mode bf16"}
HUSE_FLOAT32 = {"HUSE, float32": "huse-measure training-step"}
INT8 = {"OpenVINO, int8": "text_openvino.py --model minilm-int8"}
TEXT = {
    "ONNX Runtime": "text_onnxruntime.py",
    "sentence-transformers": "text_sentence_transformers.py",
}
MARGINS = ["2", "0.8", "0.7", "0.6", "0.5", "0.4"]


@dataclass
class Case:
    """One row of a table.

    `common` are the arguments that HUSE and the peers share. The placeholders {inputs}, {encoders}
    and {cache} stand for folders. A peer that begins with `huse-measure` is HUSE in another way.
    """

    name: str
    title: str
    huse: str
    peers: dict = field(default_factory=dict)
    common: str = ""
    warm_up: int = 5
    repetitions: int = 10
    threads: int = 0
    """Cores to run on; 0 for all that are given."""
    items: int = 1
    """What one repetition does, for a rate."""
    is_process: bool = False
    """Whether the whole process is timed."""
    no_peer: str = ""
    """Why there is none."""


def _training(batch, peers, title="", suffix="", common="", huse="training-step", **options):
    return Case(
        f"training-step-{batch}{suffix}", f"training step, N = {batch}{title}", huse,
        {name: f"{command} --inputs {{inputs}}" for name, command in peers.items()},
        f"--batch {batch} {common}", **options)


def _bfloat16(batch, title="", suffix="", **options):
    """A step of HUSE with products of bfloat16, for CPUs that have them."""
    case = _training(
        batch, TRAINING | BF16, title=f", bfloat16{title}", suffix=f"-bfloat16{suffix}",
        huse="training-step --precision bfloat16", **options)
    case.peers |= HUSE_FLOAT32
    return case


def _text(name, title, options="", peers=TEXT, **fields):
    encoder = "--encoder {encoders}/all-MiniLM-L6-v2"
    return Case(
        name, title, f"{name} {encoder}",
        {peer: f"{command} --case {name} --inputs {{inputs}} {encoder} {options}"
         for peer, command in peers.items()}, **fields)


def _int8(model="", title=""):
    """A text and many of them by HUSE with weights of a byte, by peers with 32 bits."""
    folder = f"{{inputs}}/{model}" if model else "{encoders}/all-MiniLM-L6-v2"
    reader = "--pretrained" if model else ""
    options = f"--model {model}" if model else ""
    programs = {"ONNX Runtime": f"text_onnxruntime.py {options}"} | ({} if model else INT8)
    return [
        Case(f"{name}-int8{'-' if model else ''}{model}", f"{case_title}{title}, int8",
             f"{name} --precision int8 {reader} --encoder {folder}",
             {peer: f"{command} --case {name} --inputs {{inputs}} --encoder {folder} {batch}"
              for peer, command in programs.items()}
             | {"HUSE, float32": f"huse-measure {name} {reader} --encoder {folder}"}, **fields)
        for name, case_title, batch, fields in [
            ("text-latency", "embedding one short text", "",
             {"warm_up": 20, "repetitions": 100}),
            ("text-throughput", "embedding 1,000 sentences", "--batch 16",
             {"warm_up": 1, "repetitions": 2, "items": 1000}),
        ]
    ]


def _text_model(model, title):
    """A text and many of them, by a model that `make_text_models.py` wrote."""
    peer = {"static": {"model2vec": "text_model2vec.py"}}.get(
        model, {"ONNX Runtime": f"text_onnxruntime.py --model {model}"})
    return [
        Case(f"{name}-{model}", f"{case_title}, {title}",
             f"{name} --pretrained --encoder {{inputs}}/{model}",
             {program: f"{command} --case {name} --inputs {{inputs}} --encoder {{inputs}}/{model} "
                       f"{options}" for program, command in peer.items()}, **fields)
        for name, case_title, options, fields in [
            ("text-latency", "embedding one short text", "",
             {"warm_up": 20, "repetitions": 100}),
            ("text-throughput", "embedding 1,000 sentences", "--batch 16",
             {"warm_up": 1, "repetitions": 2, "items": 1000}),
        ]
    ]


def _reading(storage, gigabytes):
    return (f"huse-measure feature-reading --storage {storage} --gigabytes {gigabytes} "
            "--folder {cache}/benchmarks")


def all_cases():
    """Every case, in the order of the table."""
    without = {"title": ", without graph loss", "suffix": "-without-graph-loss",
               "common": "--without-graph-loss"}
    sparse = {"title": ", ζ = 0.5", "suffix": "-0.5", "common": "--margin 0.5"}
    peers = TRAINING | BF16
    big = {"warm_up": 1, "repetitions": 4}
    search = "search_faiss.py"
    graph = [
        Case(f"graph-loss-{batch}-{margin}", f"graph loss, N = {batch}, ζ = {margin}",
             f"graph-loss --batch {batch} --margin {margin}",
             no_peer="no peer has this loss by itself", warm_up=2)
        for batch in [1024, 4096] for margin in MARGINS
    ]
    return [
        _training(1024, peers),
        _training(1024, peers, **sparse),
        _training(1024, peers, **without),
        _training(1024, {}, title=", one thread", suffix="-one-thread", threads=1,
                  no_peer="compare with the row of all threads"),
        _training(4096, TRAINING, warm_up=2),
        _training(4096, TRAINING, warm_up=2, **sparse),
        _training(4096, TRAINING, warm_up=2, **without),
        _training(16384, {}, no_peer="a matrix of all pairs takes 4.3 GB, and they need several",
                  **big),
        _training(16384, TRAINING, **without, **big),
        _bfloat16(1024),
        _bfloat16(1024, **sparse),
        _bfloat16(4096, warm_up=2),
        *graph,
        _text("text-latency", "embedding one short text", warm_up=20, repetitions=100),
        _text("text-throughput", "embedding 1,000 sentences", "--batch 16", warm_up=1,
              repetitions=4, items=1000),
        *_text_model("distilbert", "DistilBERT"),
        *_text_model("clip-text", "CLIP's text model"),
        *_text_model("static", "static embeddings"),
        *_int8(),
        *_int8("distilbert", ", DistilBERT"),
        _text("first-embedding", "process start to first embedding", warm_up=1,
              repetitions=5, is_process=True),
        Case("image-throughput", "encoding 32 images",
             "image-throughput --encoder {encoders}/efficientnet-lite0.safetensors",
             {"ONNX Runtime, by picture": "images_onnxruntime.py --inputs {inputs}",
              "ONNX Runtime, one batch": "images_onnxruntime.py --inputs {inputs} --mode batch"},
             warm_up=2, items=32),
        *[Case(f"vit-b-{patch}-throughput", f"encoding 32 images, ViT-B/{patch}",
               f"image-throughput --encoder {{inputs}}/vit-b-{patch}",
               {"ONNX Runtime, by picture": f"{onnx} --model vit-b-{patch}",
                "ONNX Runtime, one batch": f"{onnx} --model vit-b-{patch} --mode batch"},
               warm_up=1, repetitions=4, items=32)
          for patch in [32, 16] for onnx in ["images_onnxruntime.py --inputs {inputs}"]],
        Case("exact-search-1", "10 nearest of 1,000,000, one query", "exact-search --queries 1",
             {"FAISS IndexFlatIP": f"{search} --queries 1"}, warm_up=3),
        Case("exact-search-1-int8", "10 nearest of 1,000,000, one query, int8",
             "exact-search --queries 1 --storage int8",
             {"FAISS IndexFlatIP": f"{search} --queries 1"}, warm_up=3),
        Case("exact-search-1000-int8", "10 nearest of 1,000,000, 1,000 queries, int8",
             "exact-search --queries 1000 --storage int8",
             {"FAISS IndexFlatIP": f"{search} --queries 1000"}, warm_up=1, repetitions=4,
             items=1000),
        Case("exact-search-1000", "10 nearest of 1,000,000, 1,000 queries",
             "exact-search --queries 1000", {"FAISS IndexFlatIP": f"{search} --queries 1000"},
             warm_up=1, repetitions=4, items=1000),
        Case("feature-reading", "training step on a 10 GB .npy file",
             _reading("file", 10).removeprefix("huse-measure "),
             {"HUSE, array in memory": _reading("memory", 1),
              "HUSE, stream": _reading("stream", 10)}),
    ]
