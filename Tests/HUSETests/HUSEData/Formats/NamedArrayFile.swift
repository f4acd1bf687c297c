import Foundation
import HUSEData
import Testing

/// A file of named arrays, as the tests of damaged files read it.
protocol NamedArrayFile {
  init(contentsOf url: URL) throws(HUSEError)
  var names: [String] { get }
  func matrix(_ name: String) throws(HUSEError) -> Matrix
  func integers(_ name: String) throws(HUSEError) -> [Int]
  func strings(_ name: String) throws(HUSEError) -> [String]
}

extension HDF5File: NamedArrayFile {}
extension MATFile: NamedArrayFile {}

extension NamedArrayFile {
  /// Reads every array of a file as numbers or, where it has none, as texts.
  static func readEverything(in url: URL) throws(HUSEError) {
    let file = try Self(contentsOf: url)
    for name in file.names {
      do throws(HUSEError) {
        _ = try file.matrix(name)
        _ = try file.integers(name)
      } catch {
        _ = try file.strings(name)
      }
    }
  }

  /// Reads a file of these bytes, where damage may be an error or go unseen; a crash ends the test.
  static func readDamaged(_ bytes: Data, in folder: TemporaryFolder) throws {
    let url = try folder.write(bytes, to: "input")
    do throws(HUSEError) { try readEverything(in: url) } catch { return }
  }
}
