import Foundation
import HUSECore
import Testing

/// Files as the library of Hugging Face writes them (Tests/Reference/make_core_fixtures.py).
@Suite struct SafetensorsReadingTests {
  private let file: SafetensorsFile
  private let folder: TemporaryFolder

  init() throws {
    file = try SafetensorsFile(contentsOf: Fixture.url("core/types.safetensors"))
    folder = try TemporaryFolder()
  }

  @Test func namesShapesAndMetadataAreThoseOfTheFile() {
    #expect(
      file.names == [
        "bf16", "cube", "empty", "f16", "f16-nan", "f32", "f64", "i32", "i64", "single",
      ])
    #expect(file.shape(of: "cube") == [2, 3, 4])
    #expect(file.shape(of: "single") == [])
    #expect(file.shape(of: "sphere") == nil)
    #expect(file.metadata == ["format": "np", "note": "crème brûlée"])
    #expect(file.path.hasSuffix("core/types.safetensors"))
  }

  @Test func float32() throws {
    let tensor = try file.tensor("f32")
    #expect(tensor.shape == [2, 3])
    #expect(tensor.matrix == [[-1.5, 0, 2], [0.25, 1024, -3]])
    #expect(try file.tensor("cube").matrix.values == (0..<24).map { Float($0) })
  }

  @Test func singleAndEmptyTensors() throws {
    #expect(try file.tensor("single") == Tensor(shape: [], matrix: [[42]]))
    #expect(try file.tensor("empty").shape == [0, 3])
    #expect(try file.tensor("empty").matrix.count == 0)
  }

  @Test func float64() throws {
    #expect(try file.tensor("f64").matrix.values == [1 / 3, -.infinity, 0])
  }

  @Test func float16() throws {
    let expected: [Float] = [
      0.333251953125, 65504, 0x1p-24, -0x1p-14, -0.0, .infinity, -.infinity,
    ]
    let found = try file.tensor("f16").matrix.values
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(try file.tensor("f16-nan").matrix[0, 0].isNaN)
  }

  @Test func bfloat16() throws {
    #expect(
      try file.tensor("bf16").matrix.values.map(\.bitPattern)
        == [0x3FC0_0000, 0xFF62_0000, 0x0008_0000, 0x7F80_0000, 0x3EAB_0000])
  }

  @Test func integers() throws {
    #expect(try file.integers("i64") == [0, -1, .max, .min])
    #expect(try file.integers("i32") == [7, -2_147_483_648, 2_147_483_647])
    #expect(try file.tensor("i32").matrix == [[7], [-0x1p31], [0x1p31]])
    #expect(try file.tensor("i64").matrix.values == [0, -1, 0x1p63, -0x1p63])
  }

  @Test func integersOfNumbersThatAreNone() {
    #expect(
      errorText { () throws(HUSEError) in try file.integers("f32") }
        == "\(file.path): found dtype F32 of tensor 'f32', which is not supported. "
        + "Supported: integers and BOOL for whole numbers; convert with `tensor.long()`.")
  }

  @Test func aTensorThatIsNotThere() {
    #expect(
      errorText { () throws(HUSEError) in try file.tensor("sphere") }
        == "\(file.path): has no tensor 'sphere'. "
        + "Found: bf16, cube, empty, f16, f16-nan, f32, f64, i32, ….")
  }

  @Test func unsignedIntegers() throws {
    let file = try SafetensorsFile(contentsOf: Fixture.url("core/unsigned.safetensors"))
    let shape = try #require(file.shape(of: "mask"))
    #expect(try file.integers("mask").count == shape.reduce(1, *))
  }

  /// Bytes of a tensor `w` of the numbers 0 and 1 in each type of integers.
  @Test(arguments: [
    ("BOOL", 1), ("U8", 1), ("I8", 1), ("U16", 2), ("I16", 2), ("U32", 4), ("U64", 8),
  ])
  func everyTypeOfIntegers(type: String, size: Int) throws {
    let url = try folder.write(
      SmallSafetensors.file([("w", type, [2], Data(count: size) + [1] + Data(count: size - 1))]),
      to: "\(type).safetensors")
    let file = try SafetensorsFile(contentsOf: url)
    #expect(try file.integers("w") == [0, 1])
    #expect(try file.tensor("w").matrix.values == [0, 1])
  }

  @Test func anIntegerBeyondInt() throws {
    let url = try folder.write(
      SmallSafetensors.file([("w", "U64", [2], Data(count: 8) + Data(repeating: 0xFF, count: 8))]),
      to: "large.safetensors")
    #expect(
      errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: url).integers("w") }
        == "\(url.path): tensor 'w': row 1: a number beyond the range of Int64. "
        + "Convert with `tensor.long()`.")
  }

  @Test(arguments: ["F8_E4M3", "F8_E5M2", "F4", "C64", "f32", "", "F32 "])
  func aTensorOfAnUnknownTypeIsAnErrorOnlyWhenItIsAskedFor(type: String) throws {
    let url = try folder.write(
      SmallSafetensors.file([
        ("mask", type, [4], Data(count: 4)), ("w", "I32", [1], Data(count: 4)),
      ]),
      to: "unknown.safetensors")
    let file = try SafetensorsFile(contentsOf: url)
    #expect(try file.integers("w") == [0])
    #expect(
      errorText { () throws(HUSEError) in try file.tensor("mask") }
        == "\(url.path): found dtype \(type) of tensor 'mask', which is not supported. "
        + "Supported: F32, F64, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL.")
  }

  @Test func aFileWithoutTensors() throws {
    let nothing = try SafetensorsFile(contentsOf: Fixture.url("core/nothing.safetensors"))
    #expect(nothing.names.isEmpty)
    #expect(nothing.metadata.isEmpty)
  }

  /// A tensor of a mapped file is read-only memory.
  @Test func aTensorCanBeChangedWithoutTheFile() throws {
    let url = Fixture.url("core/types.safetensors")
    let before = try Data(contentsOf: url)
    var matrix = try file.tensor("f32").matrix
    matrix[0, 0] = 99
    #expect(matrix[0, 0] == 99)
    #expect(try file.tensor("f32").matrix[0, 0] == -1.5)
    #expect(try Data(contentsOf: url) == before)
  }

  @Test func aTensorOutlivesItsFile() throws {
    var matrix: Matrix?
    do {
      let file = try SafetensorsFile(contentsOf: Fixture.url("core/types.safetensors"))
      matrix = try file.tensor("cube").matrix[rows: 1..<2]
    }
    #expect(matrix?.values == (12..<24).map { Float($0) })
  }

  /// The header of a foreign file may end anywhere.
  @Test(arguments: 0..<8)
  func tensorsAtAnyPlaceInTheFile(padding: Int) throws {
    let header =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
      + String(repeating: " ", count: padding)
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes += Data(header.utf8)
    for value: Float in [1.5, -2] {
      bytes += withUnsafeBytes(of: value.bitPattern.littleEndian) { Data($0) }
    }
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("w.safetensors")
      try bytes.write(to: url)
      #expect(try SafetensorsFile(contentsOf: url).tensor("w").matrix.values == [1.5, -2])
    }
  }
}
