package import Foundation
import HUSECore

/// The files of a folder of features: .safetensors files of pairs, or for each part a file of its
/// own or many that are numbered.
package struct FeatureFolder {
  let url: URL
  private let names: [String]

  /// Lists the files of a folder; none if there is no such folder. Hidden files, such as the `._`
  /// files and the `.DS_Store` of macOS, are not data.
  package init(_ url: URL) {
    self.url = url
    names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The files that hold pairs, numbers in their names in the order of their values; none where
  /// images have their own.
  package var shards: [URL] {
    guard !hasFile(of: "images") else { return [] }
    return names.filter { $0.lowercased().hasSuffix(".safetensors") }
      .map(NumberedName.init).sorted().map { url.appendingPathComponent($0.name) }
  }

  /// Whether a part such as `images` has a file, .npy or .csv.
  package func hasFile(of part: String) -> Bool {
    names.contains("\(part).npy") || names.contains("\(part).csv") || !numbered(part).isEmpty
  }

  /// Whether features can be read row by row: in .npy, row after row, and .safetensors, not in
  /// .csv.
  package var isStreamable: Bool {
    !shards.isEmpty
      || ["images", "texts"].allSatisfy { part in
        hasFile(of: part) && !names.contains("\(part).csv")
          && !numbered(part).contains { $0.hasSuffix(".csv") }
          && !((try? files(of: part)) ?? []).contains(where: NPYHeader.isFortranOrder)
      }
  }

  /// The files of image features and of text features, in the order of their numbers.
  ///
  /// - Throws: as `files(of:)`; `HUSEError.malformedFile` for as many files of both whose numbers
  ///   differ.
  func imageAndTextFiles() throws(HUSEError) -> (images: [URL], texts: [URL]) {
    let (images, texts) = (try files(of: "images"), try files(of: "texts"))
    guard images.count > 1, images.count == texts.count else { return (images, texts) }
    for (image, text) in zip(images, texts)
    where NumberedName(image.lastPathComponent).numbers
      != NumberedName(text.lastPathComponent).numbers
    {
      throw .malformedFile(
        path: url.path,
        problem: "holds \(image.lastPathComponent) where the texts have "
          + text.lastPathComponent,
        remedy: "Give the files of the same rows the same number.")
    }
    return (images, texts)
  }

  /// The files of a part, in the order of their numbers: `NAME-….npy` or `NAME-….csv`, or one
  /// `NAME.npy` or `NAME.csv`.
  ///
  /// - Throws: `HUSEError.fileNotFound` if there is none, `.malformedFile` if one is too many or
  ///   their names give no order.
  func files(of part: String) throws(HUSEError) -> [URL] {
    let numbered = try ordered(numbered(part))
    let single = ["npy", "csv"].map { "\(part).\($0)" }.filter(names.contains)
    let found = numbered.isEmpty ? single : single + numbered.prefix(1)
    guard found.count < 2 else {
      throw .malformedFile(
        path: url.path, problem: "holds both \(found[0]) and \(found[1])",
        remedy: "Keep the one that is right.")
    }
    guard !found.isEmpty else {
      throw .fileNotFound(
        path: url.appendingPathComponent("\(part).npy").path,
        remedy: names.contains("data.csv")
          ? .encodeItems
          : .text(
            "A folder of features holds images, texts and labels as .npy or .csv, or .safetensors "
              + "files of all three."))
    }
    return (numbered.isEmpty ? found : numbered).map { url.appendingPathComponent($0) }
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

  private func numbered(_ part: String) -> [String] {
    names.filter { $0.hasPrefix("\(part)-") && ($0.hasSuffix(".npy") || $0.hasSuffix(".csv")) }
  }

  /// Names that differ only in their numbers, in the order of these.
  private func ordered(_ names: [String]) throws(HUSEError) -> [String] {
    let sorted = names.map(NumberedName.init).sorted()
    for (name, next) in zip(sorted, sorted.dropFirst()) {
      guard name.words == next.words, name.numbers != next.numbers else {
        throw .malformedFile(
          path: url.path,
          problem: "holds \(name.name) and \(next.name), whose names do not say which comes first",
          remedy: "Let the names differ in a number only, such as images-0.npy and images-1.npy.")
      }
    }
    return sorted.map(\.name)
  }
}

/// A file name that is ordered by the values of the numbers in it: 2 before 10.
private struct NumberedName: Comparable {
  let name: String
  /// What stands around the numbers.
  let words: [Substring]
  /// The numbers without leading zeros.
  let numbers: [Substring]

  init(_ name: String) {
    self.name = name
    words = name.split(omittingEmptySubsequences: false, whereSeparator: Self.isDigit)
      .filter { !$0.isEmpty }
    numbers = name.split { !Self.isDigit($0) }
      .map { digits in digits.drop { $0 == "0" } }
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  static func < (first: NumberedName, second: NumberedName) -> Bool {
    if first.words != second.words { return first.words.lexicographicallyPrecedes(second.words) }
    for (a, b) in zip(first.numbers, second.numbers) where a != b {
      return a.count != b.count ? a.count < b.count : a < b
    }
    return first.name < second.name
  }
}
