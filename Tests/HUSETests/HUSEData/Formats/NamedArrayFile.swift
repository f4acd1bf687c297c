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
  /// Reads every array of a file of these bytes, as a matrix, as integers and as texts.
  ///
  /// Damage may be an error or go unseen; a crash ends the test.
  static func readDamaged(_ bytes: Data, in folder: TemporaryFolder) throws {
    let url = try folder.write(bytes, to: "input")
    guard let file = try? Self(contentsOf: url) else { return }
    for name in file.names {
      _ = try? file.matrix(name)
      _ = try? file.integers(name)
      _ = try? file.strings(name)
    }
  }
}
