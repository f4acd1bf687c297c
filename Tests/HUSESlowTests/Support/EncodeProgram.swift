import Foundation
import Testing

/// `huse encode` on the items of a small pantry, with published weights for images.
struct EncodeProgram {
  let work: TemporaryFolder
  let pantry: SmallPantry

  init() throws {
    let images = try #require(
      ProcessInfo.processInfo.environment["HUSE_EFFICIENTNET"], "run Scripts/test")
    work = try TemporaryFolder()
    pantry = try SmallPantry()
    try pantry.writeItems(to: "items")
    try FileManager.default.createDirectory(
      at: work.file("encoders"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: work.file("encoders/efficientnet-lite0.safetensors").path,
      withDestinationPath: images)
  }

  /// Encodes into a folder of `work`.
  func encode(
    _ more: [String], output: String, body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      [
        "encode", "--data", pantry.path("items"), "--encoders", "encoders", "--text-encoder",
        "ngrams", "--shard-size", "4", "-o", output,
      ] + more, in: work.url, body)
  }
}
