package import Foundation
import HUSECore

/// The files of a folder of features.
///
/// These are either .safetensors files of pairs, or a file for each of images, texts and labels,
/// where images and texts may be divided into numbered files.
package struct FeatureFolder {
  let url: URL
  private let names: [String]

  /// Lists the files of a folder; none if it does not exist.
  ///
  /// Hidden files, such as the `._` files and the `.DS_Store` of macOS, are ignored.
  package init(_ url: URL) {
    self.url = url
    names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The .safetensors files of pairs, in the order of the numbers in their names; none if there is
  /// a file of images.
  package var shards: [URL] {
    guard !hasFile(of: "images") else { return [] }
    return names.filter { $0.lowercased().hasSuffix(".safetensors") }
      .map(NumberedName.init).sorted().map { url.appendingPathComponent($0.name) }
  }

  /// The same files.
  ///
  /// - Throws: `HUSEError.malformedFile` if their names state another number of files.
  func completeShards() throws(HUSEError) -> [URL] {
    let shards = shards
    try checkCount(of: shards.map { NumberedName($0.lastPathComponent) })
    return shards
  }

  /// Whether there is an .npy or .csv file of `images`, `texts` or `labels`.
  package func hasFile(of part: String) -> Bool {
    names.contains("\(part).npy") || names.contains("\(part).csv") || !numbered(part).isEmpty
  }

  /// Whether features can be read row by row, as from .safetensors and .npy files in C order.
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
  /// - Throws: the errors of `files(of:)`; `HUSEError.malformedFile` if there are equally many
  ///   files of both with different numbers.
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

  /// The files of `images`, `texts` or `labels`, in the order of their numbers.
  ///
  /// They are `NAME-….npy` or `NAME-….csv`, or one `NAME.npy` or `NAME.csv`.
  ///
  /// - Throws: `HUSEError.fileNotFound` if there is none; `.malformedFile` if there are both, if
  ///   their names give no order or a number of files that is not there, or if one is a table that
  ///   a link takes from outside the folder.
  func files(of part: String) throws(HUSEError) -> [URL] {
    let numbered = try ordered(numbered(part))
    let single = ["npy", "csv"].map { "\(part).\($0)" }.filter(names.contains)
    let found = numbered.isEmpty ? single : single + numbered.prefix(1)
    guard found.count < 2 else {
      throw .malformedFile(
        path: url.path, problem: "holds both \(found[0]) and \(found[1])",
        remedy: "Keep the right one.")
    }
    guard !found.isEmpty else {
      throw .fileNotFound(
        path: url.appendingPathComponent("\(part).npy").path,
        remedy: names.contains("data.csv")
          ? .encodeItems
          : .text(
            "A folder of features holds images, texts and labels as .npy or .csv, divided files "
              + "as images-0.npy, images-1.npy, …, or .safetensors files of all three."))
    }
    let files = (numbered.isEmpty ? found : numbered).map { url.appendingPathComponent($0) }
    for file in files where file.pathExtension == "csv" { try checkIsInside(file) }
    return files
  }

  /// Checks that a text file is not a link to a file outside the folder.
  ///
  /// The link may be part of untrusted data, and the names of classes would show what it leads to.
  private func checkIsInside(_ file: URL) throws(HUSEError) {
    try ItemFolder.checkIsInside(file, folder: url)
  }

  /// The only file of a part, such as `labels`.
  ///
  /// - Throws: the errors of `files(of:)`; `HUSEError.malformedFile` if there are several files.
  func file(of part: String) throws(HUSEError) -> URL {
    let files = try files(of: part)
    guard files.count == 1 else {
      throw .malformedFile(
        path: url.path, problem: "holds \(files.count) files of \(part)",
        remedy: "Write the \(part) of all items to one file.")
    }
    return files[0]
  }

  /// The lines of a text file; `nil` if it does not exist.
  func lines(of name: String) throws(HUSEError) -> [String]? {
    guard names.contains(name) else { return nil }
    let file = url.appendingPathComponent(name)
    try checkIsInside(file)
    return try FeatureFile.lines(contentsOf: file)
  }

  private func numbered(_ part: String) -> [String] {
    names.filter { $0.hasPrefix("\(part)-") && ($0.hasSuffix(".npy") || $0.hasSuffix(".csv")) }
  }

  /// Names that differ only in their numbers, in the order of the numbers.
  private func ordered(_ names: [String]) throws(HUSEError) -> [String] {
    let sorted = names.map(NumberedName.init).sorted()
    for (name, next) in zip(sorted, sorted.dropFirst()) {
      guard name.words == next.words, name.numbers != next.numbers else {
        throw .malformedFile(
          path: url.path,
          problem: "holds \(name.name) and \(next.name), whose names give no order",
          remedy:
            "Name the files so that only a number differs, as in images-0.npy and images-1.npy.")
      }
    }
    try checkCount(of: sorted)
    return sorted.map(\.name)
  }

  /// Checks that there are as many files as a name such as `images-00000-of-00012.npy` states.
  private func checkCount(of files: [NumberedName]) throws(HUSEError) {
    guard let first = files.first, let stated = first.statedCount, stated != files.count else {
      return
    }
    throw .malformedFile(
      path: url.path,
      problem: "the name of \(first.name) states \(stated) files, but there are \(files.count)",
      remedy: "Add the missing files, or give all of them other names.")
  }
}
