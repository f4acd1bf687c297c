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

  @Test func linksAreFollowed() throws {
    try folder.write("old", to: "target")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: url.path, withDestinationPath: "link")
    let link = folder.url.appendingPathComponent("link").path
    try files.createSymbolicLink(atPath: link, withDestinationPath: "target")
    try AtomicWrite.write(Data("new".utf8), to: url)
    #expect(try text() == "new")
    #expect(try names() == ["file", "link", "target"])
    #expect(try files.destinationOfSymbolicLink(atPath: url.path) == "link")
    // A link to nothing yet.
    try files.removeItem(atPath: folder.url.appendingPathComponent("target").path)
    try AtomicWrite.write(Data("again".utf8), to: url)
    #expect(try text() == "again")
    #expect(try names() == ["file", "link", "target"])
  }

  @Test func linksInACircleAreAnError() throws {
    try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: "file")
    #expect(
      errorText { () throws(HUSEError) in try AtomicWrite.write(Data(), to: url) }
        == "\(url.path): could not be written: Too many levels of symbolic links. "
        + "Nothing was changed there.")
  }

  @Test func modeAndOwnerAreKept() throws {
    try folder.write("old", to: "file")
    chmod(url.path, 0o640)
    let isRoot = geteuid() == 0
    if isRoot { chown(url.path, 1234, 2345) }
    var before = stat()
    stat(url.path, &before)
    try AtomicWrite.write(Data("new".utf8), to: url)
    var after = stat()
    stat(url.path, &after)
    #expect(after.st_ino != before.st_ino)
    #expect(after.st_mode == before.st_mode)
    #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
    #expect(try text() == "new")
  }

  @Test func pipesAndDevicesAreWrittenThrough() throws {
    mkfifo(url.path, 0o600)
    // Both ends, so that nobody waits.
    let reader = open(url.path, O_RDWR)
    defer { close(reader) }
    try AtomicWrite.write(Data("through".utf8), to: url)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, bytes.count) == 7)
    #expect(String(decoding: bytes.prefix(7), as: UTF8.self) == "through")
    var status = stat()
    stat(url.path, &status)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
    try AtomicWrite.write(Data("gone".utf8), to: URL(fileURLWithPath: "/dev/null"))
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
    #expect(try names() == ["file"])
  }

  @Test func anOpenDescriptorIsGoneOnWith() throws {
    let descriptor = open(url.path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    write(descriptor, "one ", 4)
    try AtomicWrite.write(Data("two".utf8), to: URL(fileURLWithPath: "/dev/fd/\(descriptor)"))
    #expect(try text() == "one two")
  }

  @Test(arguments: [255, 254, 230])
  func theLongestNamesAreWritten(length: Int) throws {
    let name = String(repeating: "ä", count: length / 2) + (length % 2 == 1 ? "a" : "")
    let url = folder.url.appendingPathComponent(name)
    try AtomicWrite.write(Data("whole".utf8), to: url)
    try AtomicWrite.write(Data("new".utf8), to: url)
    #expect(try names() == [name])
    #expect(try Data(contentsOf: url) == Data("new".utf8))
  }

  @Test func whatAKilledProcessLeftIsRemoved() async throws {
    await #expect(processExitsWith: .exitCode(7)) { [path = url.path as String] in
      try AtomicWrite.write(to: URL(fileURLWithPath: path)) { (file) throws(HUSEError) in
        try file.append(Data("half of the new".utf8))
        exit(7)
      }
    }
    // Of a set of files, whose partial file was being written.
    try folder.write("half", to: "file.12.partial.34.partial")
    for name in ["file.x.partial", "files.1.partial", "file.1.part"] {
      try folder.write("of somebody else", to: name)
    }
    #expect(try names().count == 5)
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      // Another writer of the same file leaves alone what is being written.
      try AtomicWrite.write(Data("first".utf8), to: url)
      try file.append(Data("second".utf8))
    }
    #expect(try text() == "second")
    #expect(try names() == ["file", "file.1.part", "file.x.partial", "files.1.partial"])
  }
}
