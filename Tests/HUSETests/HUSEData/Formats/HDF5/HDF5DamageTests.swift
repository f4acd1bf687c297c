import Foundation
import HUSEData
import Testing

/// Truncated and changed HDF5 files give typed errors.
@Suite struct HDF5DamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let names = ["pairs.h5", "compressed.h5", "latest.h5", "version-7.3.mat"]

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: Fixture.url("data/hdf5/\(name)"))
  }

  @Test(arguments: names) func truncatedFilesAreErrors(name: String) throws {
    let whole = try bytes(name)
    for count in stride(from: 0, to: whole.count, by: 331) {
      let cut = try folder.write(whole.prefix(count), to: "cut.h5")
      #expect(throws: HUSEError.self, "\(count) bytes") { try HDF5File(contentsOf: cut) }
    }
    let cut = try folder.write(whole.dropLast(), to: "cut.h5")
    #expect(
      errorText { () throws(HUSEError) in try HDF5File(contentsOf: cut) }
        == "\(cut.path): has \(whole.count - 1) of its \(whole.count) bytes. "
        + "The file is truncated or damaged: copy or write it again.")
  }

  /// Bytes changed one at a time; the fuzzer changes all of them.
  @Test(arguments: names) func changedBytesDoNotCrash(name: String) throws {
    let whole = try bytes(name)
    for position in whole.indices where whole[position] != 0 && position % 3 == 0 {
      var changed = whole
      changed[position] ^= position % 2 == 0 ? 0xFF : 0x01
      try HDF5File.readDamaged(changed, in: folder)
    }
  }

  /// The Fletcher checksum of a chunk.
  @Test func aChangedByteOfAChunkIsFound() throws {
    let whole = try bytes("compressed.h5")
    let url = try folder.write(whole, to: "input.h5")
    let images = try HDF5File(contentsOf: url).matrix("images")
    var found = 0
    for position in whole.indices.dropLast()
    where whole[position] == 0x78 && whole[position + 1] == 0x5E {
      // A zlib stream begins here; its third byte is in the first block.
      var changed = whole
      changed[position + 2] ^= 0x10
      let file = try HDF5File(contentsOf: folder.write(changed, to: "changed.h5"))
      do throws(HUSEError) {
        #expect(try file.matrix("images") == images)
      } catch {
        #expect("\(error)".contains("dataset 'images': has a damaged chunk at ["))
        found += 1
      }
    }
    // Images of 6 × 3 in chunks of 4 × 2.
    #expect(found == 4)
  }
}
