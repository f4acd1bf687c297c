import Foundation
import HUSEData
import Testing

@Suite struct NPYFileTests {
  /// `grid(3, 4)` of make_data_fixtures.py.
  static let grid: Matrix = [
    [-5.25, -4.25, -3.25, -2.25], [-1.25, -0.25, 0.75, 1.75], [2.75, 3.75, 4.75, 5.75],
  ]

  static func file(_ name: String) throws(HUSEError) -> NPYFile {
    try NPYFile(contentsOf: Fixture.url("data/\(name).npy"))
  }

  @Test(arguments: [
    "float32", "float32_version2", "float32_version3", "float64", "float16",
    "float32_big_endian", "float64_big_endian", "float16_big_endian", "bfloat16",
  ])
  func readsEveryTypeAndVersion(name: String) throws {
    let file = try Self.file(name)
    #expect(file.shape == [3, 4])
    #expect(try file.matrix() == Self.grid)
  }

  @Test func mapsAlignedFloat32WithoutCopy() throws {
    #expect(!(try Self.file("float32").matrix().storage.isWritable))
    #expect(try Self.file("float64").matrix().storage.isWritable)
  }

  @Test func aMappedMatrixIsCopiedWhenItIsChanged() throws {
    var matrix = try Self.file("float32").matrix()
    matrix[0, 0] = 1
    #expect(matrix[0, 0] == 1)
    #expect(try Self.file("float32").matrix() == Self.grid)
  }

  @Test(arguments: ["float16", "bfloat16"])
  func converts16BitsExactly(type: String) throws {
    let json = try Data(contentsOf: Fixture.url("data/\(type)_special.json"))
    let expected = try JSONDecoder().decode([String].self, from: json)
    let bits = try Self.file("\(type)_special").matrix().values.map(\.bitPattern)
    #expect(bits == expected.map { UInt32($0, radix: 16) })
  }

  @Test func float64BeyondFloatBecomesInfinite() throws {
    #expect(try Self.file("float64_large").matrix().values == [.infinity, 1])
  }

  @Test func oneDimensionIsOneRow() throws {
    let matrix = try Self.file("one_dimension").matrix()
    #expect(matrix == [[-5.25, -4.25, -3.25, -2.25]])
  }

  @Test func readsAnArrayWithoutRows() throws {
    let matrix = try Self.file("zero_rows").matrix()
    #expect(matrix.rows == 0 && matrix.columns == 4)
  }

  @Test(arguments: ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "big_i4"])
  func readsEveryIntegerType(name: String) throws {
    #expect(try Self.file("integers_\(name)").integers() == [3, 0, 2, 1, 100])
  }

  @Test func readsNegativeIntegers() throws {
    #expect(try Self.file("integers_negative").integers() == [-1, -128])
  }

  @Test func readsTexts() throws {
    #expect(
      try Self.file("texts").strings() == ["apple pie", "crème brûlée", "", "寿司 🍣"])
    #expect(try Self.file("texts_big_endian").strings() == ["apple pie", "寿司 🍣"])
  }

  @Test(arguments: [
    ("complex", "<c8"), ("void", "|V2"),
    ("structured", "[('a', '<f4'), ('b', '<i4', (2,))]"),
  ])
  func rejectsOtherTypes(name: String, type: String) {
    let path = Fixture.url("data/\(name).npy").path
    #expect(
      errorText { () throws(HUSEError) in try Self.file(name) }
        == "\(path): found dtype '\(type)', which is not supported. Supported: float32, float64, "
        + "float16, bfloat16, integers, bool and text; convert features with "
        + "`array.astype(np.float32)`, and texts with `array.astype(str)`.")
  }

  @Test func transposesFortranOrder() throws {
    let file = try Self.file("fortran")
    #expect(file.shape == [3, 4])
    #expect(try file.matrix() == Self.grid)
  }

  @Test func readsTruthValuesAndBytes() throws {
    let truths = try Self.file("bool")
    #expect(!truths.isText && truths.shape == [2, 2])
    #expect(try truths.matrix().values.allSatisfy { $0 == 0 || $0 == 1 })
    let bytes = try Self.file("bytes")
    #expect(bytes.isText)
    #expect(try bytes.strings().allSatisfy { $0.utf8.count <= 1 })
  }

  @Test func readsIntegersAsFeatures() throws {
    #expect(try Self.file("integers_two_dimensions").matrix().rows == 2)
    #expect(try Self.file("integers_i8").matrix().values == [3, 0, 2, 1, 100])
    #expect(try Self.file("integers_too_large").matrix().values.allSatisfy(\.isFinite))
  }

  @Test func rejectsOtherDimensions() {
    let remedy = "Reshape the array to a row for each item, `array.reshape(len(array), -1)`."
    #expect(
      errorText { () throws(HUSEError) in try Self.file("three_dimensions").matrix() }
        == "\(Fixture.url("data/three_dimensions.npy").path): expected shape [3, 4], "
        + "found [3, 2, 2]. \(remedy)")
    #expect(
      errorText { () throws(HUSEError) in try Self.file("scalar").matrix() }
        == "\(Fixture.url("data/scalar.npy").path): expected shape [1, 1], found []. \(remedy)")
    #expect(
      errorText { () throws(HUSEError) in try Self.file("integers_two_dimensions").integers() }
        == "\(Fixture.url("data/integers_two_dimensions.npy").path): expected shape [6], "
        + "found [2, 3]. Reshape the array to one dimension, `array.reshape(-1)`.")
  }

  @Test func rejectsTheWrongKindOfElement() throws {
    let texts = try Self.file("texts")
    #expect(
      errorText { () throws(HUSEError) in try texts.matrix() }?.hasSuffix(
        "which is not supported. Supported: numbers; convert with `array.astype(np.float32)`.")
        == true)
    #expect(
      errorText { () throws(HUSEError) in try Self.file("float32").integers() }
        == "\(Fixture.url("data/float32.npy").path): found dtype '<f4', which is not "
        + "supported. Supported: integers; convert with `array.astype(np.int64)`.")
    #expect(
      errorText { () throws(HUSEError) in try Self.file("float32").strings() }
        == "\(Fixture.url("data/float32.npy").path): found dtype '<f4', which is not "
        + "supported. Supported: text; convert with `array.astype(str)`.")
  }

  @Test func rejectsIntegersBeyondInt() {
    #expect(
      errorText { () throws(HUSEError) in try Self.file("integers_too_large").integers() }
        == "\(Fixture.url("data/integers_too_large.npy").path): row 1: is beyond the range of "
        + "Int64. Convert with `array.astype(np.int64)`.")
  }

  @Test func aMissingFileIsNamed() {
    let url = URL(fileURLWithPath: "/nowhere/features.npy")
    #expect(
      errorText { () throws(HUSEError) in try NPYFile(contentsOf: url) }
        == "/nowhere/features.npy: no such file or folder. Check the path.")
  }
}
