import Foundation
import HUSEData
import Testing

/// Files that h5py and hdf5storage wrote: `Tests/Reference/make_hdf5_fixtures.py`.
@Suite struct HDF5FileTests {
  private static let images: Matrix = [
    [-5.25, -4.25, -3.25], [-2.25, -1.25, -0.25], [0.75, 1.75, 2.75], [3.75, 4.75, 5.75],
    [6.75, 7.75, 8.75], [9.75, 10.75, 11.75],
  ]
  private static let texts: Matrix = [
    [-10.5, -8.5], [-6.5, -4.5], [-2.5, -0.5], [1.5, 3.5], [5.5, 7.5], [9.5, 11.5],
  ]

  private func url(_ name: String) -> URL { Fixture.url("data/hdf5/\(name)") }
  private func file(_ name: String) throws -> HDF5File { try HDF5File(contentsOf: url(name)) }

  @Test(arguments: [
    "pairs.h5", "compressed.h5", "fixed.h5", "version-7.3.mat", "version-7.3-compressed.mat",
  ])
  func readsADataSet(name: String) throws {
    let pairs = try PairedFeatures(contentsOf: url(name))
    #expect(pairs.images == Self.images)
    #expect(pairs.texts == Self.texts)
    #expect(pairs.labels == [1, 0, 2, 1, 0, 2])
    #expect(pairs.classNames == ["apple pie", "crème brûlée", "sushi"])
    #expect(pairs.identifiers == (0..<6).map { "item \($0)" })
  }

  @Test(arguments: [
    "f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">f4", ">f8", ">i2", ">u4",
    ">i8", "compact",
  ])
  func readsEveryTypeOfNumbers(name: String) throws {
    let file = try file("types.h5")
    #expect(
      try file.matrix(name)
        == Matrix(rows: name == "compact" ? [[1, 2], [3, 4]] : [[0, 1], [2, 100]]))
    #expect(try !file.isText(name) && file.contains(name))
  }

  @Test func readsListsAndGroups() throws {
    let types = try file("types.h5")
    #expect(try types.integers("negative") == [-1, -128, 127])
    #expect(try types.integers("large") == [1 << 62 + 1, -(1 << 62) - 1])
    #expect(try types.integers("logical") == [1, 0, 1])
    #expect(try types.matrix("halves") == Matrix(rows: [[0.5, 1]]))
    #expect(try types.matrix("empty").rows == 0 && types.matrix("empty").columns == 3)
    #expect(try types.matrix("train/images") == Self.images)
    #expect(try types.matrix("/train/deeper/texts") == Self.texts)
    #expect(try file("userblock.h5").matrix("images") == Self.images)
    #expect(types.names.contains("train") && !types.names.contains("a link"))
  }

  @Test func readsTexts() throws {
    let types = try file("types.h5")
    #expect(try types.strings("fixed") == ["ab", "é", ""])
    #expect(try types.strings("variable") == ["pizza", "🍕", ""])
    #expect(try types.isText("fixed") && types.isText("variable"))
  }

  @Test func readsManyNamesAndChunksOverTheEdge() throws {
    let many = try file("many.h5")
    #expect(many.names.count == 61)
    for index in 0..<60 { #expect(try many.integers("array \(index)") == [index]) }
    #expect(
      try many.matrix("chunks") == Matrix(rows: 21, columns: 10, values: (0..<210).map(Float.init)))
  }

  /// The error of reading a matrix, without the path.
  private func error(
    _ name: String, of fileName: String = "types.h5",
    _ read: (HDF5File, String) throws(HUSEError) -> Any = { file, name throws(HUSEError) in
      try file.matrix(name)
    }
  ) throws -> String? {
    let file = try file(fileName)
    return errorText { () throws(HUSEError) in try read(file, name) }?
      .replacingOccurrences(of: url(fileName).path, with: "F")
  }

  @Test(arguments: [
    ("complex", "compound elements"), ("lists", "lists of variable length"), ("fixed", "texts"),
  ])
  func otherTypesAreNamed(name: String, type: String) throws {
    #expect(
      try error(name)
        == "F: dataset '\(name)': found \(type), which is not supported. Supported: numbers.")
  }

  @Test(arguments: [("lzf", "lzf"), ("scaleoffset", "scaleoffset")])
  func otherFiltersAreNamed(name: String, filter: String) throws {
    #expect(
      try error(name)
        == "F: dataset '\(name)': found the filter \(filter), which is not supported. "
        + "Supported: gzip, shuffle and fletcher32, or none.")
  }

  @Test func whatDoesNotFitIsNamed() throws {
    #expect(
      try error("cube") == "F: dataset 'cube': expected shape [2, 12], found [2, 3, 4]. "
        + "Write a row for each item, `array.reshape(len(array), -1)`.")
    #expect(
      try error("f4") { file, name throws(HUSEError) in try file.integers(name) }
        == "F: dataset 'f4': expected shape [4], found [2, 2]. "
        + "Write a list, `array.reshape(-1)`.")
    #expect(
      try error("halves") { file, name throws(HUSEError) in try file.integers(name) }
        == "F: dataset 'halves': row 0: is not a whole number. Write labels as integers.")
    #expect(
      try error("latin") { file, name throws(HUSEError) in try file.strings(name) }
        == "F: dataset 'latin': holds a text that is not UTF-8. "
        + "Write texts in UTF-8, with `h5py.string_dtype()`.")
    #expect(
      try error("train")
        == "F: dataset 'train': is a group, not a dataset. "
        + "Write the array as a dataset of this name.")
    #expect(
      try error("train/pictures")
        == "F: has no dataset 'train/pictures'. Found: deeper, images.")
    #expect(
      try error("structure", of: "version-7.3.mat")
        == "F: dataset 'structure': is a group, not a dataset. "
        + "Write the array as a dataset of this name.")
    #expect(
      try error("name", of: "version-7.3.mat")
        == "F: dataset 'name': found the class char, which is not supported. "
        + "Supported: a full array of numbers, such as `single(full(array))` gives.")
  }

  /// Zeros would be trained on as if they were features.
  @Test(arguments: ["unwritten", "unallocated"]) func elementsThatWereNeverWritten(name: String)
    throws
  {
    #expect(
      try error(name)
        == "F: dataset '\(name)': has elements that were never written. Write the whole dataset.")
  }

  @Test func chunksOfNewerVersionsAreNamed() throws {
    #expect(try file("latest.h5").matrix("images") == Self.images)
    #expect(
      try error("chunks", of: "latest.h5")
        == "F: dataset 'chunks': found chunks in an index of HDF5 1.10, which is not supported. "
        + "Supported: what h5py writes without `libver`, and MATLAB.")
  }

  @Test func whatIsNotHDF5IsAnError() throws {
    let file = Fixture.url("data/float32.npy")
    #expect(
      errorText { () throws(HUSEError) in try HDF5File(contentsOf: file) }
        == "\(file.path): is not an HDF5 file. "
        + "Write it with h5py, or in MATLAB with `save(file, '-v7.3')`.")
  }
}
