import Foundation
import HUSEData
import Testing

/// Files that SciPy and GNU Octave wrote: `Tests/Reference/make_matlab_fixtures.py`.
@Suite struct MATFileTests {
  private func url(_ name: String) -> URL { Fixture.url("data/matlab/\(name).mat") }
  private func file(_ name: String) throws -> MATFile { try MATFile(contentsOf: url(name)) }

  @Test(arguments: ["scipy", "scipy-compressed", "octave-6", "octave-7"])
  func readsADataSet(name: String) throws {
    let pairs = try PairedFeatures(contentsOf: url(name))
    #expect(
      try pairs.images == Matrix(rows: 6, columns: 3, values: (0..<18).map { Float($0) - 5.25 }))
    #expect(
      try pairs.texts
        == Matrix(rows: 6, columns: 2, values: (0..<12).map { (Float($0) - 5.25) * 2 }))
    #expect(pairs.labels == [1, 0, 2, 1, 0, 2])
    #expect(pairs.classNames == ["apple pie", "crème brûlée", "sushi"])
    #expect(pairs.identifiers == (0..<6).map { "item \($0)" })
  }

  @Test(arguments: [
    "float64", "float32", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
  ])
  func readsEveryClassOfNumbers(name: String) throws {
    let file = try file("types")
    #expect(try file.matrix(name) == [[0, 1], [2, 100]])
    #expect(try !file.isText(name) && file.contains(name))
  }

  @Test func readsNumbersAsTheyAre() throws {
    let types = try file("types")
    #expect(try types.integers("negative") == [-1, -128, 127])
    #expect(try types.integers("large") == [1 << 62 + 1, -(1 << 62) - 1])
    #expect(try types.integers("logical") == [1, 0, 1])
    #expect(try types.matrix("halves") == [[0.5, 1]])
    #expect(try types.matrix("empty").columns == 3 && types.matrix("empty").rows == 0)
    // Octave stores whole numbers of the class double in a byte or two each.
    for name in ["octave-6", "octave-7"] {
      #expect(try file(name).matrix("bytes") == [[0, 1, 255], [7, 8, 9]])
      #expect(try file(name).integers("words") == [-300, 300])
    }
    #expect(try file("big-endian").matrix("big") == [[1.5, -2], [3, 4e5]])
  }

  @Test func readsTexts() throws {
    let types = try file("types")
    #expect(try types.strings("characters") == ["ab", "c d", "é"])
    #expect(try types.strings("emoji") == ["🍕 pizza", ""])
    #expect(try types.isText("characters") && types.isText("emoji"))
    #expect(try file("octave-7").strings("names") == ["ab", "c d"])
  }

  private func error(_ name: String, _ read: (MATFile) throws(HUSEError) -> Any) throws -> String? {
    let file = try file(name)
    return errorText { () throws(HUSEError) in try read(file) }?
      .replacingOccurrences(of: url(name).path, with: "F")
  }

  @Test func whatIsNotSupportedIsNamed() throws {
    let numbers =
      "Supported: a full array of numbers, such as `single(full(array))` gives."
    for name in ["sparse", "structure", "emoji"] {
      let found = ["sparse": "sparse", "structure": "struct", "emoji": "cell"][name] ?? ""
      #expect(
        try error("types") { file throws(HUSEError) in try file.matrix(name) }
          == "F: variable '\(name)': found the class \(found), which is not supported. \(numbers)")
    }
    #expect(
      try error("types") { file throws(HUSEError) in try file.matrix("complex") }
        == "F: variable 'complex': found complex numbers, which is not supported. "
        + "Supported: real numbers, such as `real(array)` gives.")
    #expect(
      try error("types") { file throws(HUSEError) in try file.matrix("cube") }
        == "F: variable 'cube': expected shape [2, 12], found [2, 3, 4]. "
        + "Reshape the array to a row for each item, `reshape(a, size(a, 1), [])`.")
    #expect(
      try error("types") { file throws(HUSEError) in try file.integers("float64") }
        == "F: variable 'float64': expected shape [4, 1], found [2, 2]. Pass a row or a column.")
    #expect(
      try error("types") { file throws(HUSEError) in try file.integers("halves") }
        == "F: variable 'halves': row 0: 0.5 is not a whole number. "
        + "Convert the variable with `int32` in MATLAB.")
    #expect(
      try error("types") { file throws(HUSEError) in try file.strings("mixed") }
        == "F: variable 'mixed', cell 2: found a cell of the class double, which is not "
        + "supported. Supported: a row of characters in each cell.")
    #expect(
      try error("scipy") { file throws(HUSEError) in try file.matrix("pictures") }
        == "F: has no variable 'pictures'. Found: classes, identifiers, images, labels, texts.")
  }

  @Test func otherVersionsAreNamed() {
    for (file, found) in [
      (
        url("version-4"),
        "found a .mat file of version 4, which is not supported. Supported: versions 5 to 7; in "
          + "MATLAB, `save(file, '-v7')`, in Python `scipy.io.savemat`."
      ),
      (
        Fixture.url("data/hdf5/version-7.3.mat"),
        "found a .mat file of version 7.3, which is an HDF5 file, which is not supported. "
          + "Supported: versions 5 to 7; read it with `HDF5File`."
      ),
    ] {
      #expect(
        errorText { () throws(HUSEError) in try MATFile(contentsOf: file) }
          == "\(file.path): \(found)")
    }
  }

  /// Python counts from 0, MATLAB from 1.
  @Test func labelsCountFromOne() throws {
    let folder = try TemporaryFolder()
    var bytes = try Data(contentsOf: url("octave-6"))
    let three = withUnsafeBytes(of: (3.0).bitPattern.littleEndian) { Data($0) }
    let label = try #require(bytes.range(of: three, in: 0x1E8..<0x220))
    for (number, name) in [(0.0, "0"), (4.0, "4")] {
      bytes.replaceSubrange(
        label, with: withUnsafeBytes(of: number.bitPattern.littleEndian) { Data($0) })
      let file = try folder.write(bytes, to: "labels.mat")
      #expect(
        errorText { () throws(HUSEError) in try PairedFeatures(contentsOf: file) }
          == "\(file.path): variable 'labels': row 2: label \(name) is not the number of "
          + "one of the 3 classes. Labels of a .mat file count from 1, as in MATLAB: add 1 to "
          + "labels of Python.")
    }
  }
}
