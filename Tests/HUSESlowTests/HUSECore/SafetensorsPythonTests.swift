import Foundation
import HUSECore
import Testing

/// A file written here as the library of Hugging Face reads it.
///
/// HUSE_PYTHON names a Python that has numpy and safetensors.
@Suite struct SafetensorsPythonTests {
  private static let python = ProcessInfo.processInfo.environment["HUSE_PYTHON"]

  private static let script = """
    import json, sys
    from safetensors import safe_open
    with safe_open(sys.argv[1], "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        json.dump({
            "metadata": file.metadata(),
            "tensors": {name: [str(t.dtype), list(t.shape), t.ravel().tolist()]
                        for name, t in tensors.items()},
        }, sys.stdout)
    """

  private struct Found: Decodable {
    struct Array: Decodable, Equatable {
      let type: String
      let shape: [Int]
      let values: [Double]

      init(type: String, shape: [Int], values: [Double]) {
        self.type = type
        self.shape = shape
        self.values = values
      }

      init(from decoder: any Decoder) throws {
        var fields = try decoder.unkeyedContainer()
        type = try fields.decode(String.self)
        shape = try fields.decode([Int].self)
        values = try fields.decode([Double].self)
      }
    }

    let metadata: [String: String]
    let tensors: [String: Array]
  }

  @Test(.enabled(if: python != nil, "HUSE_PYTHON is not set"))
  func pythonReadsWhatIsWritten() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let url = folder.file("written.safetensors")
    try SafetensorsFile.write(
      [
        "layer/0 \"weight\"": Tensor([[1.5, -2], [0x1p-140, 3e38]]),
        "größe": Tensor(shape: [1, 2, 1], matrix: [[4, 5]]),
        "empty": Tensor(Matrix(rows: 0, columns: 3)), "single": Tensor([6]),
      ], integers: ["labels": [-1, 1 << 40]], metadata: ["note": "crème\nbrûlée"], to: url)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = ["-c", Self.script, url.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)

    let found = try JSONDecoder().decode(Found.self, from: text)
    #expect(found.metadata == ["note": "crème\nbrûlée"])
    let large = Double(Float(3e38))
    #expect(
      found.tensors == [
        "layer/0 \"weight\"": .init(
          type: "float32", shape: [2, 2], values: [1.5, -2, 0x1p-140, large]),
        "größe": .init(type: "float32", shape: [1, 2, 1], values: [4, 5]),
        "empty": .init(type: "float32", shape: [0, 3], values: []),
        "single": .init(type: "float32", shape: [1], values: [6]),
        "labels": .init(type: "int64", shape: [2], values: [-1, 0x1p40]),
      ])
  }
}
