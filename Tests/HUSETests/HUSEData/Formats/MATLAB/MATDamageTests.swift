import Foundation
import HUSEData
import Testing

/// Truncated, changed and hostile .mat files give typed errors.
@Suite struct MATDamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let names = ["scipy", "scipy-compressed", "octave-7", "types", "big-endian"]

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: Fixture.url("data/matlab/\(name).mat"))
  }

  @Test(arguments: names) func truncatedFilesAreErrors(name: String) throws {
    let whole = try bytes(name)
    for count in stride(from: 0, to: whole.count, by: 37) {
      try MATFile.readDamaged(whole.prefix(count), in: folder)
    }
    let cut = try folder.write(whole.dropLast(3), to: "cut.mat")
    #expect(throws: HUSEError.self) { try MATFile(contentsOf: cut) }
  }

  /// Bytes changed to their complement, one at a time; the fuzzer changes all of them.
  @Test(arguments: names) func changedBytesDoNotCrash(name: String) throws {
    let whole = try bytes(name)
    for position in stride(from: 0, to: whole.count, by: 7) {
      var changed = whole
      changed[position] ^= 0xFF
      try MATFile.readDamaged(changed, in: folder)
    }
  }

  @Test func aChangedByteOfCompressedContentIsFound() throws {
    var changed = try bytes("scipy-compressed")
    // In the last bytes of the first variable: its Adler-32.
    let size = Int(changed[132]) + Int(changed[133]) << 8
    changed[136 + size - 1] ^= 1
    let url = try folder.write(changed, to: "input.mat")
    #expect(
      errorText { () throws(HUSEError) in try MATFile(contentsOf: url).matrix("images") }
        == "\(url.path): has a compressed variable that is damaged. "
        + "The file is truncated or damaged: copy or write it again.")
  }

  /// A variable that claims 2^31 rows.
  @Test func hugeSizesTakeNoMemory() throws {
    var rows = try bytes("octave-6")
    rows.replaceSubrange(0xA0..<0xA4, with: [0xFF, 0xFF, 0xFF, 0x7F])
    let url = try folder.write(rows, to: "rows.mat")
    let file = try MATFile(contentsOf: url)
    #expect(
      errorText { () throws(HUSEError) in try file.matrix("images") }
        == "\(url.path): variable 'images': does not hold 6442450941 numbers. "
        + "The file is truncated or damaged: copy or write it again.")
  }
}
