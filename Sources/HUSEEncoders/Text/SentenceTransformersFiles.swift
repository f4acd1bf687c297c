import Foundation
internal import HUSECore

/// The files of a folder of sentence-transformers that do not depend on the encoder.
enum SentenceTransformersFiles {
  private struct Lengths: Encodable {
    let max_seq_length: Int
    let do_lower_case = false
  }

  private struct Prompts: Encodable {
    let prompts: [String: String]
    let default_prompt_name: String?
    let similarity_fn_name = "cosine"
  }

  /// Writes the length of a transformer's input.
  static func write(maximumLength: Int, to folder: URL) throws(HUSEError) {
    try write(
      Lengths(max_seq_length: maximumLength),
      to: folder.appendingPathComponent("sentence_bert_config.json"))
  }

  /// Writes the prompts by name, and the name of the one that is used by default, if there is one.
  static func write(
    prompts: [String: String], default name: String?, to folder: URL
  ) throws(HUSEError) {
    try write(
      Prompts(prompts: prompts, default_prompt_name: name),
      to: folder.appendingPathComponent("config_sentence_transformers.json"))
  }

  /// Writes the weights of a module, with 32 bits.
  static func write(_ tensors: [String: EncoderTensor], to folder: URL) throws(HUSEError) {
    // transformers reads no weights without the name of the library that wrote them.
    try SafetensorsFile.write(
      tensors.mapValues(\.tensor), metadata: ["format": "pt"],
      to: folder.appendingPathComponent("model.safetensors"))
  }

  /// Writes settings as JSON.
  static func write(_ settings: some Encodable, to url: URL) throws(HUSEError) {
    try AtomicWrite.write(JSONDocument.encode(settings), to: url)
  }

  /// The error about a setting that no module of the package has.
  static func unsupported(_ name: String, _ found: String, _ expected: String) -> HUSEError {
    .invalidArgument(
      name: "\(name) of the text encoder", found: found,
      expected: "\(expected), as sentence-transformers has; or export an ONNX graph of features")
  }
}
