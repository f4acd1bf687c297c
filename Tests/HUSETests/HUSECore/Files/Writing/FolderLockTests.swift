import Foundation
import HUSECore
import Testing

@Suite struct FolderLockTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("out/run")
  }

  private func lockText() -> String? {
    errorText { () throws(HUSEError) in try FolderLock(url) }
  }

  @Test func aFolderHasOneOwner() throws {
    do {
      let lock = try FolderLock(url)
      #expect(
        lockText()
          == "\(url.path): could not be written: another program is writing to this folder. Wait "
          + "until it ends, or pass another folder. Nothing was changed there.")
      withExtendedLifetime(lock) {}
    }
    #expect(lockText() == nil)
  }

  @Test func aFolderThatStaysEmptyIsRemoved() throws {
    #expect(lockText() == nil)
    #expect(!FileManager.default.fileExists(atPath: url.path))
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    #expect(lockText() == nil)
    #expect(FileManager.default.fileExists(atPath: url.path))
  }

  @Test func theEndOfAProcessFreesIt() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = url.path as String] in
      let lock = try FolderLock(URL(fileURLWithPath: path))
      try withExtendedLifetime(lock) {
        try Data().write(to: URL(fileURLWithPath: path + "/file"))
        kill(getpid(), SIGKILL)
      }
    }
    #expect(FileManager.default.fileExists(atPath: url.appendingPathComponent("file").path))
    #expect(lockText() == nil)
  }

  @Test func aFileInItsPlaceIsAnError() throws {
    try folder.write("", to: "out/run")
    #expect(
      lockText()
        == "\(url.path): could not be written: Not a directory. Nothing was changed there.")
  }
}
