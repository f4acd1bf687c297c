package import Foundation
import HUSECore

/// The files of a folder of features: .safetensors files of pairs, or for each part a file of its own
/// or many that are numbered.
package struct FeatureFolder {
  let url: URL
  private let names: [String]

  /// Looks which files a folder holds; none if there is no such folder.
  package init(_ url: URL) {
    self.url = url
    names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  /// The files that hold pairs, in the order of their names; none where images have their own.
  package var shards: [URL] {
    hasFile(of: "images") ? [] : urls { $0.lowercased().hasSuffix(".safetensors") }
  }

  /// Whether a part such as `images` has a file, .npy or .csv.
  package func hasFile(of part: String) -> Bool {
    names.contains("\(part).npy") || names.contains("\(part).csv") || !numbered(part).isEmpty
  }

  /// Whether features can be read row by row: in .npy and .safetensors, not in .csv.
  package var isStreamable: Bool {
    !shards.isEmpty
      || ["images", "texts"].allSatisfy { hasFile(of: $0) && !names.contains("\($0).csv") }
  }

  /// The files of a part, in the order of their names: `NAME-….npy`, or one `NAME.npy` or `NAME.csv`.
  ///
  /// - Throws: `HUSEError.fileNotFound` if there is none, `.malformedFile` if one is too many.
  func files(of part: String) throws(HUSEError) -> [URL] {
    let numbered = numbered(part)
    let single = ["npy", "csv"].map { "\(part).\($0)" }.filter(names.contains)
    let found = numbered.isEmpty ? single : single + numbered.prefix(1).map(\.lastPathComponent)
    guard found.count < 2 else {
      throw .malformedFile(
        path: url.path, problem: "holds both \(found[0]) and \(found[1])",
        remedy: "Keep the one that is right.")
    }
    guard !found.isEmpty else {
      throw .fileNotFound(
        path: url.appendingPathComponent("\(part).npy").path,
        remedy: names.contains("data.csv")
          ? "The folder holds data.csv: read it with `PairedItems(contentsOf:)` and encode it."
          : "A folder of features holds images, texts and labels as .npy or .csv, or .safetensors "
            + "files of all three.")
    }
    return numbered.isEmpty ? found.map { url.appendingPathComponent($0) } : numbered
  }

  /// The one file of a part that is not cut.
  func file(of part: String) throws(HUSEError) -> URL {
    let files = try files(of: part)
    guard files.count == 1 else {
      throw .malformedFile(
        path: url.path, problem: "holds \(files.count) files of \(part)",
        remedy: "Write the \(part) of all items to one file.")
    }
    return files[0]
  }

  /// The lines of a text file; `nil` if it is not there.
  func lines(of name: String) throws(HUSEError) -> [String]? {
    names.contains(name) ? try FeatureFile.lines(contentsOf: url.appendingPathComponent(name)) : nil
  }

  private func numbered(_ part: String) -> [URL] {
    urls { $0.hasPrefix("\(part)-") && $0.hasSuffix(".npy") }
  }

  private func urls(_ isIncluded: (String) -> Bool) -> [URL] {
    names.filter(isIncluded).map { url.appendingPathComponent($0) }
  }
}
