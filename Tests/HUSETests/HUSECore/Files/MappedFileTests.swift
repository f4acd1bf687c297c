import Foundation
import HUSECore
import Testing

@Suite struct MappedFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ name: String) -> String? {
    let url = folder.url.appendingPathComponent(name)
    let text = errorText { () throws(HUSEError) in try MappedFile(contentsOf: url) }
    return text.map { $0.replacingOccurrences(of: url.path, with: "F") }
  }

  @Test(arguments: [1, 4096, 10_000])
  func theBytesAreThoseOfTheFile(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let url = try folder.write(Data(bytes), to: "file")
    let file = try MappedFile(contentsOf: url)
    #expect([UInt8](file.bytes) == bytes)
    #expect(file.path == url.path)
  }

  @Test func anEmptyFileHasNoBytes() throws {
    let file = try MappedFile(contentsOf: folder.write("", to: "empty"))
    #expect(file.bytes.isEmpty)
  }

  @Test func theBytesStayWhenTheFileIsReplaced() throws {
    let url = try folder.write("old", to: "file")
    let file = try MappedFile(contentsOf: url)
    try AtomicWrite.write(Data("new".utf8), to: url)
    #expect(String(decoding: file.bytes, as: UTF8.self) == "old")
    try FileManager.default.removeItem(at: url)
    #expect(String(decoding: file.bytes, as: UTF8.self) == "old")
  }

  @Test func aPathThatIsNotThere() throws {
    try folder.write("text", to: "file")
    let expected = "F: no such file or folder. Check the path."
    #expect(error("missing") == expected)
    #expect(error("missing/file") == expected)
    #expect(error("file/inside") == expected)
  }

  @Test func aFolderIsNotAFile() {
    #expect(error("") == "F: is not a file. Pass the path of a file.")
  }

  /// Opening one for reading waits for a writer; the alarm ends a process that does.
  @Test func aNamedPipeIsNotWaitedFor() async {
    await #expect(processExitsWith: .success) {
      [path = folder.url.appendingPathComponent("pipe").path as String] in
      mkfifo(path, 0o600)
      alarm(10)
      let text = errorText { () throws(HUSEError) in
        try MappedFile(contentsOf: URL(fileURLWithPath: path))
      }
      precondition(text == "\(path): is not a file. Pass the path of a file.")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "Everything is readable for root"))
  func aFileThatMayNotBeRead() throws {
    let url = try folder.write("text", to: "file")
    chmod(url.path, 0)
    #expect(error("file") == "F: cannot be opened: Permission denied. Check its permissions.")
  }
}
