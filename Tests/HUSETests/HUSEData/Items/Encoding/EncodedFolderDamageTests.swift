import Foundation
import HUSEData
import HUSEEncoders
import Testing

/// Folders of encoded features that are damaged or of something else.
@Suite struct EncodedFolderDamageTests {
  private let world: EncodingWorld

  init() throws { world = try EncodingWorld() }

  @Test func damageIsNoticed() throws {
    let items = try world.items()
    _ = try world.job(items).run()
    let file = world.output.appendingPathComponent("features-00001.safetensors")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 20] ^= 1
    try bytes.write(to: file)
    let problem = errorText { () throws(HUSEError) in try EncodedFeatures(contentsOf: world.output)
    }
    #expect(problem?.contains("its checksum is not that of the manifest") == true)

    let manifest = EncodingManifest.url(in: world.output)
    let text = try String(contentsOf: manifest, encoding: .utf8)
    for (old, new, message) in [
      ("\"version\" : 1", "\"version\" : 2", "found version 2, which is not supported"),
      ("\"version\" : 1", "\"vision\" : 1", "is not a manifest of features"),
      ("features-00001", "../features", "names the file '../features.safetensors' in another"),
    ] {
      try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: manifest)
      let found = errorText { () throws(HUSEError) in try EncodingManifest(contentsOf: world.output)
      }
      #expect(found?.contains(message) == true, "\(found ?? "no error")")
    }
  }

  @Test(arguments: [
    ("\"shardSize\" : 3", "\"shardSize\" : 0", "has 7 items in files of 0"),
    ("\"itemCount\" : 7", "\"itemCount\" : -1", "has -1 items in files of 3"),
    (
      "\"itemCount\" : 1,", "\"itemCount\" : 9223372036854775807,",
      "file 2 has 9223372036854775807 items and 1 rows, with 1 items left and 3 per file"
    ),
    (
      "\"rowCount\" : 1", "\"rowCount\" : -4",
      "file 2 has 1 items and -4 rows, with 1 items left and 3 per file"
    ),
  ])
  func numbersThatDoNotFitTogetherAreRefused(old: String, new: String, message: String) throws {
    _ = try world.job(world.items()).run()
    let manifest = EncodingManifest.url(in: world.output)
    let text = try String(contentsOf: manifest, encoding: .utf8)
    #expect(text.contains(old))
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: manifest)
    #expect(
      errorText { () throws(HUSEError) in try EncodingManifest(contentsOf: world.output) }
        == "\(manifest.path): \(message). Encode into another folder.")
  }

  /// Replaces the last file by another whose checksum the manifest has.
  private func replaceLastFile(images: Int, texts: Int, classNames: [String]) throws {
    let file = world.output.appendingPathComponent("features-00002.safetensors")
    let classes = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
    try SafetensorsFile.write(
      [
        "images": Tensor(Matrix(rows: 1, columns: images)),
        "texts": Tensor(Matrix(rows: 1, columns: texts)),
      ], integers: ["labels": [0]],
      metadata: ["classes": classes, "identifiers": #"["6.png"]"#, "groups": #"[""]"#], to: file)
    let url = EncodingManifest.url(in: world.output)
    let old = try #require(EncodingManifest(contentsOf: world.output).shards.last?.checksum)
    let new = EncodingManifest.checksum(of: try MappedFile(contentsOf: file))
    let text = try String(contentsOf: url, encoding: .utf8)
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: url)
  }

  @Test(arguments: [
    (
      5, 2, ["even", "odd"],
      "does not have 1 rows of 2 numbers, the dimension of size, as its 'images'"
    ),
    (
      2, 1, ["even", "odd"],
      "does not have 1 rows of 2 numbers, the dimension of length, as its 'texts'"
    ),
    (2, 2, ["odd", "even"], "has other classes than the manifest"),
  ])
  func filesOfOtherFeaturesAreRefused(
    images: Int, texts: Int, classNames: [String], message: String
  ) throws {
    _ = try world.job(world.items()).run()
    try replaceLastFile(images: images, texts: texts, classNames: classNames)
    let path = world.output.appendingPathComponent("features-00002.safetensors").path
    let expected = "\(path): \(message). Encode into another folder."
    #expect(
      errorText { () throws(HUSEError) in try EncodedFeatures(contentsOf: world.output) }
        == expected)
    #expect(
      errorText { () throws(HUSEError) in try EncodedStream(contentsOf: world.output) } == expected)
  }
}
