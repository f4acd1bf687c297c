import Foundation
import HUSECore
import Testing

@Suite struct SafetensorsWritingTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("written.safetensors")
  }

  private static let tensors = [
    "b": Tensor([[1, 2, 3], [4, 5, 6]]),
    "a/weight \"1\"": Tensor(
      validShape: [2, 1, 2], matrix: [[-1, 0.5, .infinity, 0x1p-140]]),
    "ü": Tensor([7]),
    "empty": Tensor(Matrix(rows: 0, columns: 5)),
    "single": Tensor(validShape: [], matrix: [[8]]),
  ]
  private static let integers = ["labels": [3, -1, .max, .min], "none": []]
  private static let metadata = ["note": "crème\nbrûlée", "empty": ""]

  private func write() throws {
    try SafetensorsFile.write(
      Self.tensors, integers: Self.integers, metadata: Self.metadata, to: url)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try write()
    let file = try SafetensorsFile(contentsOf: url)
    #expect(file.names == (Array(Self.tensors.keys) + Self.integers.keys).sorted())
    for (name, tensor) in Self.tensors { #expect(try file.tensor(name) == tensor) }
    for (name, list) in Self.integers {
      #expect(try file.integers(name) == list)
      #expect(file.shape(of: name) == [list.count])
    }
    #expect(file.metadata == Self.metadata)
  }

  /// The format: the length of the header in 8 bytes, little-endian; a JSON object; the data,
  /// which begins at the end of the header and has no holes.
  @Test func theBytesAreThoseOfTheFormat() throws {
    try write()
    let bytes = try Data(contentsOf: url)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 64 == 0)
    let header = bytes[8..<8 + length]
    #expect(header.first == UInt8(ascii: "{"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(header)) as? [String: [String: Any]])
    let data = Data(bytes[(8 + length)...])
    // Without holes: the tensors in the order of their names, then the integers.
    var end = 0
    for name in Self.tensors.keys.sorted() + Self.integers.keys.sorted() {
      let offsets = try #require(object[name]?["data_offsets"] as? [Int])
      #expect(offsets[0] == end)
      end = offsets[1]
    }
    #expect(end == data.count)
    let entry = try #require(object["b"])
    #expect(entry["dtype"] as? String == "F32")
    #expect(entry["shape"] as? [Int] == [2, 3])
    let offsets = try #require(entry["data_offsets"] as? [Int])
    let expected = [1, 2, 3, 4, 5, 6].flatMap { (value: Float) in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    #expect([UInt8](data[offsets[0]..<offsets[1]]) == expected)
    #expect(object["labels"]?["dtype"] as? String == "I64")
  }

  @Test func equalContentGivesEqualBytes() throws {
    try write()
    let first = try Data(contentsOf: url)
    var again: [String: Tensor] = [:]
    for name in Self.tensors.keys.sorted().reversed() { again[name] = Self.tensors[name] }
    try SafetensorsFile.write(
      again, integers: Self.integers, metadata: Self.metadata, to: url)
    #expect(try Data(contentsOf: url) == first)
  }

  @Test func aPartOfAMatrixIsWrittenAlone() throws {
    let whole: Matrix = [[1, 2], [3, 4], [5, 6]]
    try SafetensorsFile.write(["part": Tensor(whole[rows: 1..<2])], to: url)
    let file = try SafetensorsFile(contentsOf: url)
    #expect(try file.tensor("part").matrix == [[3, 4]])
    #expect(file.metadata.isEmpty)
  }

  /// The old file is mapped while the new one takes its place.
  @Test func aFileCanBeWrittenOverItself() throws {
    try write()
    let file = try SafetensorsFile(contentsOf: url)
    try SafetensorsFile.write(["b": file.tensor("b"), "c": Tensor([1])], to: url)
    #expect(try file.tensor("b") == Self.tensors["b"])
    let after = try SafetensorsFile(contentsOf: url)
    #expect(after.names == ["b", "c"])
    #expect(try after.tensor("b") == Self.tensors["b"])
  }

  @Test func whatTheFormatCannotHoldIsRefused() throws {
    func message(
      _ tensors: [String: Tensor], _ precision: StoredPrecision = .float32,
      metadata: [String: String] = [:]
    ) -> String? {
      errorText { () throws(HUSEError) in
        try SafetensorsFile.write(tensors, precision: precision, metadata: metadata, to: url)
      }
    }
    #expect(
      message(["large": Tensor([1, -70000])], .float16)
        == "tensor 'large': expected numbers within the range of float16, found -70000.0.")
    #expect(message(["large": Tensor([1, -70000])], .bfloat16) == nil)
    #expect(message(["infinite": Tensor([.infinity])], .float16) == nil)
    try FileManager.default.removeItem(at: url)
    #expect(
      message(["__metadata__": Tensor([1])])
        == "tensors: expected names beside it, found one of the name '__metadata__'.")
    #expect(
      message([:], metadata: ["text": String(repeating: "x", count: 100_000_000)])
        == "names and metadata: expected at most 99999936, which is what the format's readers "
        + "take, found 100000028 bytes as JSON.")
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test func aFolderThatIsNotThere() {
    let place = folder.url.appendingPathComponent("missing/written.safetensors")
    #expect(
      errorText { () throws(HUSEError) in try SafetensorsFile.write([:], to: place) }
        == "\(place.path): could not be written: No such file or directory. "
        + "Nothing was changed there.")
  }

  @Test func aNameForTwoThingsTraps() async {
    await #expect(processExitsWith: .failure) {
      let place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try SafetensorsFile.write(["a": Tensor([1])], integers: ["a": [1]], to: place)
    }
  }
}
