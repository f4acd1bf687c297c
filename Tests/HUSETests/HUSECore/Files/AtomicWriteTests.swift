import Foundation
import HUSECore
import Testing

@Suite struct AtomicWriteTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("file")
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  private func text() throws -> String {
    String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  @Test func whatIsAppendedBecomesTheFile() throws {
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(Data("one ".utf8))
      try file.append(Data())
      try file.append(Data("two".utf8))
    }
    #expect(try text() == "one two")
    try AtomicWrite.write(Data(), to: url)
    #expect(try text() == "")
    #expect(try names() == ["file"])
  }

  @Test func theOldFileStandsUntilTheEnd() throws {
    try folder.write("old", to: "file")
    var during: String?
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(Data("new".utf8))
      during = try? text()
    }
    #expect(during == "old")
    #expect(try text() == "new")
  }

  @Test(arguments: [false, true])
  func aFailureLeavesWhatWasThere(exists: Bool) throws {
    if exists { try folder.write("old", to: "file") }
    let expected = HUSEError.noTextEncoder
    #expect(throws: expected) {
      try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
        try file.append(Data("half of the new".utf8))
        throw expected
      }
    }
    #expect(try names() == (exists ? ["file"] : []))
    if exists { #expect(try text() == "old") }
  }

  @Test func aFolderInItsPlaceStays() throws {
    try folder.write("inside", to: "file/inside")
    #expect(
      errorText { () throws(HUSEError) in try AtomicWrite.write(Data("new".utf8), to: url) }
        == "\(url.path): could not be written: Is a directory. Nothing was changed there.")
    #expect(try names() == ["file"])
    #expect(FileManager.default.fileExists(atPath: url.appendingPathComponent("inside").path))
  }

  @Test func aFolderThatIsNotThere() {
    let place = folder.url.appendingPathComponent("missing/file")
    #expect(
      errorText { () throws(HUSEError) in try AtomicWrite.write(Data(), to: place) }
        == "\(place.path): could not be written: No such file or directory. "
        + "Nothing was changed there.")
  }

  /// A limit on the size of files stands for a full disk: writing stops in the middle.
  @Test func aDiskThatFillsUpLeavesTheOldFile() async throws {
    try folder.write("old", to: "file")
    await #expect(processExitsWith: .success) { [path = url.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let text = errorText { () throws(HUSEError) in
        try AtomicWrite.write(Data(count: 100_000), to: URL(fileURLWithPath: path))
      }
      precondition(
        text == "\(path): could not be written: File too large. Nothing was changed there.")
    }
    #expect(try text() == "old")
    #expect(try names() == ["file"])
  }

  @Test func aProcessThatEndsInTheMiddleLeavesTheOldFile() async throws {
    try folder.write("old", to: "file")
    await #expect(processExitsWith: .exitCode(7)) { [path = url.path as String] in
      try AtomicWrite.write(to: URL(fileURLWithPath: path)) { (file) throws(HUSEError) in
        try file.append(Data("half of the new".utf8))
        exit(7)
      }
    }
    #expect(try text() == "old")
    try AtomicWrite.write(Data("new".utf8), to: url)
    #expect(try text() == "new")
  }
}
