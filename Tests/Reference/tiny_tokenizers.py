"""Tiny tokenizers of every kind, learned from a few sentences, built with the tokenizers library as
transformers builds those of BERT, MPNet, RoBERTa, CLIP and XLM-RoBERTa."""

import io
from collections import Counter

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers,
                        processors)

from text_samples import SENTENCES

CLIP_PATTERN = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")


def learned(words, count):
    """The first merges of byte-pair encoding, equally frequent ones by name, and what they make.

    The trainers of the library leave ties to the order of a hash table.
    """
    words = {tuple(symbols): number for symbols, number in words.items()}
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for symbols, number in words.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += number
        if not pairs:
            break
        first, second = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merged = first + second.removeprefix("##")
        merges.append((first, second))
        changed = {}
        for symbols, number in words.items():
            result, place = [], 0
            while place < len(symbols):
                if symbols[place:place + 2] == (first, second):
                    result.append(merged)
                    place += 2
                else:
                    result.append(symbols[place])
                    place += 1
            changed[tuple(result)] = changed.get(tuple(result), 0) + number
        words = changed
    return merges, list(dict.fromkeys(a + b.removeprefix("##") for a, b in merges))


def words(tokenizer):
    """How often each word of the sentences occurs, as a tokenizer cuts them."""
    result = Counter()
    for sentence in SENTENCES:
        if tokenizer.normalizer:
            sentence = tokenizer.normalizer.normalize_str(sentence)
        result.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(sentence))
    return result


def numbered(*tokens):
    names = list(dict.fromkeys(name for part in tokens for name in part))
    return {name: number for number, name in enumerate(names)}


def word_pieces(count=150, mpnet=False):
    specials = (["<s>", "<pad>", "</s>", "[UNK]", "<mask>"] if mpnet
                else ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    first, last = ("<s>", "</s>") if mpnet else ("[CLS]", "[SEP]")
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces = Counter({tuple([word[0], *("##" + c for c in word[1:])]): number
                      for word, number in words(tokenizer).items()})
    _, longer = learned(pieces, count)
    single = sorted({symbol for symbols in pieces for symbol in symbols})
    tokenizer.model = models.WordPiece(numbered(specials, single, longer), unk_token="[UNK]")
    tokenizer.add_special_tokens(specials)
    if mpnet:
        tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
        tokenizer.post_processor = processors.RobertaProcessing(
            (last, tokenizer.token_to_id(last)), (first, tokenizer.token_to_id(first)))
    else:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{first} $A {last}", pair=f"{first} $A {last} $B:1 {last}:1",
            special_tokens=[(t, tokenizer.token_to_id(t)) for t in (first, last)])
    return tokenizer


def byte_pairs(count=140):
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    merges, longer = learned(words(tokenizer), count)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer.model = models.BPE(numbered(specials, alphabet, longer), merges)
    tokenizer.add_special_tokens(specials)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", tokenizer.token_to_id("</s>")), ("<s>", tokenizer.token_to_id("<s>")),
        add_prefix_space=False)
    return tokenizer


def clip(count=120):
    specials = ["<|startoftext|>", "<|endoftext|>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(CLIP_PATTERN), "removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    ended = Counter({(*word[:-1], word[-1] + "</w>"): number
                     for word, number in words(tokenizer).items()})
    merges, longer = learned(ended, count)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    ends = [character + "</w>" for character in alphabet if character != "&"]
    tokenizer.model = models.BPE(
        numbered(alphabet, ends, longer, specials), merges, continuing_subword_prefix="",
        end_of_word_suffix="</w>", unk_token="<|endoftext|>")
    tokenizer.add_special_tokens(specials)
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", tokenizer.token_to_id("<|endoftext|>")),
        ("<|startoftext|>", tokenizer.token_to_id("<|startoftext|>")),
        trim_offsets=False, add_prefix_space=False)
    return tokenizer


def sentence_pieces(size=250, rules=None, kind="unigram", **options):
    """A model of SentencePiece in bytes. Rules are pairs of strings; without them, nmt_nfkc."""
    import tempfile
    from pathlib import Path
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        if rules is not None:
            table = Path(folder) / "rules.tsv"
            table.write_text("".join(
                " ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b)
                + "\n" for a, b in rules))
            options["normalization_rule_tsv"] = str(table)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(SENTENCES), model_writer=stream, vocab_size=size,
            model_type=kind, hard_vocab_limit=False, minloglevel=2, num_threads=1, **options)
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(stream.getvalue())
    # Where the rules lay.
    model.normalizer_spec.normalization_rule_tsv = ""
    return model.SerializeToString()


# Enough to meet every case: one character to none, one and several; accents; longest matches.
RULES = [("\t", " "), ("\n", " "), ("\u00A0", " "), ("\u3000", " "), ("\u200B", ""),
         ("\u212B", "Å"), ("ﬁ", "fi"), ("…", "..."), ("½", "1⁄2"), ("e\u0301", "é"),
         ("a\u0308\u0301", "ä'"), ("Ａ", "A"), ("Ｂ", "B"), ("\u1100\u1161", "\uAC00")]


def unigram(data=None):
    """XLM-RoBERTa's tokenizer from a model of SentencePiece."""
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(data or sentence_pieces(rules=RULES))
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(p.piece, p.score) for p in model.pieces[3:]] + [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(),
        pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")])
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def forms():
    """Steps that real models use in other orders: forms of Unicode, accents, replacements, a mark
    for the first word alone, and bytes for what is unknown."""
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    pieces += [(f"<0x{byte:02X}>", -8.0) for byte in range(256)]
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(sentence_pieces(rules=RULES))
    pieces += [(p.piece, p.score) for p in model.pieces[3:]]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " "),
        normalizers.NFD(), normalizers.StripAccents(), normalizers.Replace("oo", "0"),
        normalizers.Lowercase(), normalizers.NFKD()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.Punctuation("contiguous"),
        pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")])
    tokenizer.add_special_tokens(["<s>", "</s>"])
    tokenizer.add_tokens([
        AddedToken("Pizza", single_word=True), AddedToken("é", normalized=True),
        AddedToken("[x]", lstrip=True, rstrip=True, normalized=False),
        AddedToken("[x][y]", normalized=False), AddedToken("ＡB", normalized=True)])
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(),
        processors.TemplateProcessing(single="<s> <s> $A </s>", special_tokens=[
            ("<s>", 1), ("</s>", 2)])])
    return tokenizer


def characters():
    """Gemma's steps, of which SigLIP 2 uses the tokenizer: byte-pair encoding of characters."""
    specials = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    counts = words(tokenizer)
    merges, longer = learned(counts, 200)
    # Some bytes have no token, so that some characters are unknown.
    tokenizer.model = models.BPE(
        numbered(specials, [f"<0x{byte:02X}>" for byte in range(200)],
                 sorted({c for word in counts for c in word}), longer),
        merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    tokenizer.add_special_tokens(specials)
    return tokenizer


def prefixed():
    """Byte-pair encoding with a space before a text, words that are kept, and a suffix of words."""
    tokenizer = byte_pairs(180)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.model.ignore_merges = True
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Strip(), normalizers.Prepend("q: "), normalizers.NFC()])
    return tokenizer


KINDS = {
    "word-pieces": word_pieces, "mpnet": lambda: word_pieces(mpnet=True),
    "byte-pairs": byte_pairs, "prefixed": prefixed, "clip": clip, "unigram": unigram,
    "forms": forms, "characters": characters,
}
SENTENCE_PIECES = {
    "unigram": lambda: sentence_pieces(rules=RULES),
    "bytes": lambda: sentence_pieces(520, rules=RULES, byte_fallback=True),
    "bpe": lambda: sentence_pieces(300, rules=RULES, kind="bpe"),
    "spaces": lambda: sentence_pieces(
        rules=RULES, remove_extra_whitespaces=False, treat_whitespace_as_suffix=True),
}
