import Foundation
import HUSE
import Testing

/// `huse train` on features that stay in their files.
@Suite struct StorageTests {
  private let work: TemporaryFolder

  init() throws { work = try TemporaryFolder() }

  private func train(
    _ storage: String, _ more: String..., output: String, _ body: (Process) throws -> Void
  ) throws {
    let outcome = try BuiltProgram(name: "huse").run(
      [
        "train", "--data", "features", "--graph", "taxonomy", "--feature-storage", storage,
        "-o", output, "--quiet",
      ] + more, in: work.url, body)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// A folder as `huse encode` writes it.
  private func encode(_ items: PairedItems, shardSize: Int, dimension: Int) throws {
    let encoder = RepeatedNumbers(dimension: dimension)
    _ = try EncodingJob(
      items: items, folder: work.file("features"), images: encoder, identity: encoder.identity,
      texts: encoder, identity: encoder.identity, shardSize: shardSize
    ).run()
  }

  private func items(_ count: Int) throws -> PairedItems {
    try work.write("an image", to: "image.png")
    return PairedItems(
      (0..<count).map { number in
        PairedItem(
          image: work.file("image.png"), text: "\(number * 13 % 101)",
          className: ScatteredPairs.classNames[number % 6], identifier: "\(number)",
          group: number % 10 < 4 ? "\(number / 10)" : nil)
      })
  }

  @Test(arguments: [["--recipe", "manual", "--text-scaling", "center"], []])
  func theModelHasTheBitsOfATrainingInMemory(options: [String]) throws {
    try encode(items(120), shardSize: 32, dimension: 6)
    let more = ["-e", "8", "-b", "16", "--test-fraction", "0.2"] + options
    for storage in ["memory", "files", "auto"] {
      let outcome = try BuiltProgram(name: "huse").run(
        [
          "train", "--data", "features", "--graph", "taxonomy", "--feature-storage", storage,
          "-o", storage,
        ] + more, in: work.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("Retrieval, "))
    }
    let expected = try work.data("memory/model.huse")
    #expect(try work.data("files/model.huse") == expected)
    #expect(try work.data("auto/model.huse") == expected)
  }

  /// 96 MB of features, which memory holds twice.
  @Test func memoryStaysSmall() throws {
    try encode(items(6000), shardSize: 500, dimension: 2000)
    func peak(_ storage: String) throws -> Int {
      var bytes = 0
      try train(
        storage, "--recipe", "manual", "-e", "1", "--dimension", "8", "--image-hidden", "none",
        "--text-hidden", "none",
        "--image-scaling", "none", "--text-scaling", "none", "--validation-fraction", "0",
        output: storage
      ) { process in
        let status = "/proc/\(process.processIdentifier)/status"
        while process.isRunning {
          let lines = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
          let line = lines.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
          if let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            bytes = kilobytes * 1024
          }
          usleep(5000)
        }
      }
      return bytes
    }
    let (files, memory) = (try peak("files"), try peak("memory"))
    #expect(memory > 190_000_000 && files < 110_000_000, "\(files) in files, \(memory) in memory")
    #expect(try work.data("files/model.huse") == work.data("memory/model.huse"))
  }

  @Test func featuresThatCannotStayInTheirFilesAreNamed() throws {
    try work.write("images", to: "pairs.npz")
    let outcome = try work.huse(
      "train", "--data", "pairs.npz", "--feature-storage", "files", "-o", "out")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("pairs.npz: found the extension 'npz', which is not supported"))
  }
}

/// An encoder whose features are the number of a text, or of bytes, again and again.
private struct RepeatedNumbers: TextEncoder, ImageEncoder {
  let dimension: Int

  var identity: EncoderIdentity {
    EncoderIdentity(name: "numbers", dimension: dimension, fingerprint: "1")
  }

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    var rows = Matrix(rows: texts.count, columns: dimension, repeating: 1)
    for (row, text) in texts.enumerated() {
      let number = Float(text) ?? 0
      for column in 0..<min(dimension, 6) { rows[row, column] = sin(number + Float(column)) }
    }
    return rows
  }

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    var rows = Matrix(rows: images.count, columns: dimension, repeating: 2)
    for row in 0..<images.count { rows[row, 0] = Float(row) / 64 }
    return rows
  }
}
