"""Tiny text encoders of every kind that the library reads, as Hugging Face saves them, and their
features of a few texts as transformers and sentence-transformers compute them.

    pip install torch==2.13.0 transformers==5.24.0 sentence-transformers==6.2.0 \
        tokenizers==0.23.3 sentencepiece==0.2.3 pillow==13.0.0
    python Tests/Reference/make_text_encoder_fixtures.py
"""

import json
import shutil
import warnings
from pathlib import Path

import torch
import transformers
from PIL import Image
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules
from transformers import CLIPImageProcessorPil, PreTrainedTokenizerFast, SiglipImageProcessorPil

from make_pretrained_image_fixtures import resized
from tiny_tokenizers import byte_pairs, clip, unigram, word_pieces

FOLDER = Path(__file__).parents[1] / "HUSETests/Fixtures/text/encoders"
TEXTS = [
    "a slice of pizza", "", "Two red apples on a wooden table, sliced.", "the",
    "Crème brûlée, 1,250 kcal; don't!", "one two three four five six seven eight nine ten " * 4,
    "\N{SLICE OF PIZZA} \N{HOT BEVERAGE} tea", "<mask> and <pad> in a text",
]
CLASSES = ["apple", "plum", "red pepper"]
IMAGES = [Path(__file__).parents[1] / "HUSETests/Fixtures/image/pretrained" / name
          for name in ("61x43.png", "30x47.png")]
SIZES = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24)
LENGTH = 24
warnings.filterwarnings("ignore")


def fast(tokenizer, **options):
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **options)


def shaken(model):
    """Every weight random: the normalisations and biases of a new model are ones and zeros."""
    generator = torch.Generator().manual_seed(sum(model.__class__.__name__.encode()))
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            is_gain = parameter.ndim == 1 and name.endswith("weight")
            parameter.copy_(1 + 0.2 * noise if is_gain else 0.25 * noise)
    return model.eval()


def write(name, features):
    save_file({"features": features.astype("float32")}, FOLDER / name / "expected.safetensors")


def save(name, model, tokenizer, **settings):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, **settings)
    tokenizer.save_pretrained(folder)
    return folder


def unit(features):
    return torch.nn.functional.normalize(features, dim=-1)


def mean_of_states(name, model, tokenizer, **settings):
    """A folder of transformers alone: the mean of the last layer, of unit length."""
    save(name, model, tokenizer, **settings)
    rows = []
    with torch.no_grad():
        for text in TEXTS:
            batch = tokenizer(text, truncation=True, max_length=LENGTH, return_tensors="pt")
            batch.pop("token_type_ids", None)
            rows.append(unit(model(**batch).last_hidden_state[0].mean(0)))
    write(name, torch.stack(rows).numpy())


def sentences(name, model, tokenizer, *parts, max_seq_length=LENGTH, **settings):
    """A folder of sentence-transformers."""
    transformers_folder = save(name + "-parts", model, tokenizer)
    transformer = modules.Transformer(
        str(transformers_folder), max_seq_length=max_seq_length)
    encoder = SentenceTransformer(modules=[transformer, *parts], device="cpu", **settings)
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    encoder.save_pretrained(str(FOLDER / name), create_model_card=False)
    shutil.rmtree(transformers_folder)
    encoder = SentenceTransformer(str(FOLDER / name), device="cpu")
    write(name, encoder.encode(TEXTS))
    return encoder


def bert_tokenizer():
    return fast(word_pieces(), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]",
                sep_token="[SEP]", mask_token="[MASK]", model_max_length=LENGTH)


def roberta_tokenizer():
    return fast(byte_pairs(), unk_token="<unk>", pad_token="<pad>", cls_token="<s>",
                sep_token="</s>", bos_token="<s>", eos_token="</s>", model_max_length=LENGTH)


def make_bert():
    tokenizer = bert_tokenizer()
    configuration = transformers.BertConfig(
        vocab_size=len(tokenizer), max_position_embeddings=LENGTH, **SIZES)
    model = shaken(transformers.BertModel(configuration))
    sentences("bert", model, tokenizer, modules.Pooling(16, "mean"), modules.Normalize())
    torch.manual_seed(5)
    sentences(
        "bert-dense", model, tokenizer, modules.Pooling(16, ("cls", "max", "mean_sqrt_len_tokens")),
        modules.Dense(48, 12), modules.Dense(12, 10, bias=False, activation_function=None),
        prompts={"query": "query: ", "passage": "passage: "}, default_prompt_name="passage")
    sentences("bert-last", model, tokenizer, modules.Pooling(16, ("lasttoken", "weightedmean")))


def make_distilbert():
    tokenizer = bert_tokenizer()
    configuration = transformers.DistilBertConfig(
        vocab_size=len(tokenizer), max_position_embeddings=LENGTH, dim=16, n_layers=2, n_heads=2,
        hidden_dim=24)
    mean_of_states("distilbert", shaken(transformers.DistilBertModel(configuration)), tokenizer)


def make_roberta():
    tokenizer = roberta_tokenizer()
    configuration = transformers.RobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=LENGTH + 2, type_vocab_size=1,
        pad_token_id=tokenizer.pad_token_id, layer_norm_eps=1e-5, **SIZES)
    model = shaken(transformers.RobertaModel(configuration, add_pooling_layer=False))
    mean_of_states("roberta", model, tokenizer, max_shard_size="9KB")
    # The same tokenizer as older models have it, in two files.
    tokenizer_file = json.loads((FOLDER / "roberta/tokenizer.json").read_text())["model"]
    legacy = FOLDER / "roberta-files"
    shutil.rmtree(legacy, ignore_errors=True)
    legacy.mkdir()
    (legacy / "vocab.json").write_text(json.dumps(tokenizer_file["vocab"], ensure_ascii=False))
    (legacy / "merges.txt").write_text(
        "#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in tokenizer_file["merges"]))


def make_xlm_roberta():
    tokenizer = fast(unigram(), unk_token="<unk>", pad_token="<pad>", cls_token="<s>",
                     sep_token="</s>", model_max_length=LENGTH)
    configuration = transformers.XLMRobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=LENGTH + 2, type_vocab_size=1,
        pad_token_id=tokenizer.pad_token_id, layer_norm_eps=1e-5, hidden_act="gelu_new", **SIZES)
    model = shaken(transformers.XLMRobertaModel(configuration, add_pooling_layer=False))
    sentences("xlm-roberta", model, tokenizer, modules.Pooling(16, "mean"), modules.Normalize(),
              max_seq_length=16)


def make_mpnet():
    tokenizer = fast(word_pieces(mpnet=True), unk_token="[UNK]", pad_token="<pad>",
                     cls_token="<s>", sep_token="</s>", model_max_length=200)
    configuration = transformers.MPNetConfig(
        vocab_size=len(tokenizer), max_position_embeddings=202,
        pad_token_id=tokenizer.pad_token_id, relative_attention_num_buckets=32, **SIZES)
    model = shaken(transformers.MPNetModel(configuration, add_pooling_layer=False))
    sentences("mpnet", model, tokenizer, modules.Pooling(16, "mean"), max_seq_length=200)


def make_clip():
    tokenizer = fast(clip(), unk_token="<|endoftext|>", pad_token="<|endoftext|>",
                     bos_token="<|startoftext|>", eos_token="<|endoftext|>",
                     model_max_length=LENGTH)
    end = tokenizer.eos_token_id
    text = dict(vocab_size=len(tokenizer), max_position_embeddings=LENGTH, hidden_act="quick_gelu",
                bos_token_id=tokenizer.bos_token_id, eos_token_id=end, pad_token_id=end, **SIZES)
    vision = dict(image_size=8, patch_size=4, **SIZES)
    model = shaken(transformers.CLIPModel(transformers.CLIPConfig(
        text_config=text, vision_config=vision, projection_dim=20)))
    save("clip", model, tokenizer)
    rows = []
    with torch.no_grad():
        for value in TEXTS:
            batch = tokenizer(value, truncation=True, max_length=LENGTH, return_tensors="pt")
            batch.pop("token_type_ids", None)
            features = model.get_text_features(**batch)
            rows.append(unit(getattr(features, "pooler_output", features)[0]))
    write("clip", torch.stack(rows).numpy())
    # The text model by itself, as older versions named its end.
    model = shaken(transformers.CLIPTextModelWithProjection(
        transformers.CLIPTextConfig(projection_dim=20, **{**text, "eos_token_id": 2})))
    save("clip-text", model, tokenizer)
    rows = []
    with torch.no_grad():
        for value in TEXTS:
            batch = tokenizer(value, truncation=True, max_length=LENGTH, return_tensors="pt")
            batch.pop("token_type_ids", None)
            rows.append(unit(model(**batch).text_embeds[0]))
    write("clip-text", torch.stack(rows).numpy())


def make_siglip():
    tokenizer = fast(unigram(), unk_token="<unk>", pad_token="</s>", eos_token="</s>",
                     model_max_length=16)
    text = dict(vocab_size=len(tokenizer), max_position_embeddings=16,
                hidden_act="gelu_pytorch_tanh", pad_token_id=tokenizer.pad_token_id, **SIZES)
    vision = dict(image_size=8, patch_size=4, **SIZES)
    model = shaken(transformers.SiglipModel(transformers.SiglipConfig(
        text_config=text, vision_config=vision)))
    save("siglip", model, tokenizer)
    with torch.no_grad():
        batch = tokenizer(TEXTS, truncation=True, max_length=16, padding="max_length",
                          return_tensors="pt")
        features = model.get_text_features(input_ids=batch["input_ids"])
    write("siglip", unit(getattr(features, "pooler_output", features)).numpy())


def add_images(name, processor, **padding):
    """The image side of a folder, and the scaled cosines of images and classes by their names."""
    processor.save_pretrained(FOLDER / name)
    model = transformers.AutoModel.from_pretrained(FOLDER / name).double().eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(FOLDER / name)
    tokens = tokenizer([f"a photo of a {value}." for value in CLASSES], return_tensors="pt",
                       **padding)
    tokens.pop("token_type_ids", None)
    if padding.get("padding") == "max_length":
        tokens.pop("attention_mask")
    pictures = [resized(Image.open(path).convert("RGB"), processor) for path in IMAGES]
    pixels = torch.from_numpy(processor(pictures, return_tensors="np")["pixel_values"]).double()
    with torch.no_grad():
        found = model(**tokens, pixel_values=pixels)
    logits = found.logits_per_image - getattr(model, "logit_bias", 0)
    save_torch_file(
        {key: value.detach().float().contiguous() for key, value in {
            "images": found.image_embeds, "texts": found.text_embeds, "logits": logits,
            "scale": model.logit_scale.exp().reshape(1)}.items()},
        FOLDER / name / "pairs.safetensors")


def make_pairs():
    add_images("clip", CLIPImageProcessorPil(
        size={"shortest_edge": 8}, crop_size={"height": 8, "width": 8}), padding=True)
    add_images("siglip", SiglipImageProcessorPil(size={"height": 8, "width": 8}),
               padding="max_length", max_length=16, truncation=True)


def make_static():
    tokenizer = word_pieces()
    for name in ("model2vec", "model2vec-mapped", "static"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        (FOLDER / name).mkdir()
    generator = torch.Generator().manual_seed(9)
    table = torch.randn((tokenizer.get_vocab_size(), 12), generator=generator)
    from model2vec import StaticModel
    StaticModel(table.numpy(), tokenizer, normalize=True).save_pretrained(FOLDER / "model2vec")
    model = StaticModel.from_pretrained(FOLDER / "model2vec")
    write("model2vec", model.encode(TEXTS))
    rows = 40
    mapping = torch.randint(0, rows, (tokenizer.get_vocab_size(),), generator=generator)
    weights = torch.rand((tokenizer.get_vocab_size(),), generator=generator)
    model = StaticModel(table[:rows].numpy(), tokenizer, normalize=False,
                        weights=weights.numpy(), token_mapping=mapping.numpy())
    model.save_pretrained(FOLDER / "model2vec-mapped")
    write("model2vec-mapped", StaticModel.from_pretrained(
        FOLDER / "model2vec-mapped").encode(TEXTS))
    encoder = SentenceTransformer(
        modules=[modules.StaticEmbedding(tokenizer, embedding_weights=table), modules.Normalize()],
        device="cpu")
    encoder.save_pretrained(str(FOLDER / "static"), create_model_card=False)
    write("static", SentenceTransformer(str(FOLDER / "static"), device="cpu").encode(TEXTS))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "texts.json").write_text(json.dumps(TEXTS, ensure_ascii=True, indent=1) + "\n")
    for make in (make_bert, make_distilbert, make_roberta, make_xlm_roberta, make_mpnet, make_clip,
                 make_siglip, make_pairs, make_static):
        make()
    for path in FOLDER.glob("*/README.md"):
        path.unlink()
