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
  /// Reads every array of a file of these bytes as numbers or, where it has none, as texts.
  ///
  /// Damage may be an error or may go unseen; a crash ends the test.
  static func readEverything(in bytes: Data, in folder: TemporaryFolder) throws {
    let url = try folder.write(bytes, to: "input")
    do throws(HUSEError) {
      let file = try Self(contentsOf: url)
      for name in file.names { try file.readEverything(of: name) }
    } catch { return }
  }

  private func readEverything(of name: String) throws(HUSEError) {
    do throws(HUSEError) {
      _ = try matrix(name)
      _ = try integers(name)
    } catch {
      _ = try strings(name)
    }
  }
}
