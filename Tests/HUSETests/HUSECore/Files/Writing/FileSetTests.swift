import Foundation
import HUSECore
import Testing

@Suite struct FileSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func url(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

  private func contents() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, String(decoding: try Data(contentsOf: url($0)), as: UTF8.self))
      })
  }

  private func write(_ text: String) -> (URL) throws -> Void {
    { try AtomicWrite.write(Data(text.utf8), to: $0) }
  }

  @Test func allFilesChangeTogether() throws {
    for name in ["settings", "recipe", "model"] { try folder.write("old", to: name) }
    var files = FileSet()
    files.remove(url("recipe"))
    files.remove(url("nothing"))
    try files.add(url("settings"), by: write("new settings"))
    try files.add(url("model"), by: write("new model"))
    // Until then the old ones stand.
    for name in ["settings", "recipe", "model"] { #expect(try contents()[name] == "old") }
    try files.commit()
    #expect(try contents() == ["settings": "new settings", "model": "new model"])
  }

  @Test func aFailureHalfWayLeavesTheOldFiles() throws {
    for name in ["settings", "model"] { try folder.write("old", to: name) }
    #expect(throws: HUSEError.noTextEncoder) {
      var files = FileSet()
      try files.add(url("settings"), by: write("new"))
      try files.add(url("model")) { _ in throw HUSEError.noTextEncoder }
      try files.commit()
    }
    #expect(try contents() == ["settings": "old", "model": "old"])
  }

  /// The last file cannot take its place: it was never written.
  @Test func aFailureInPlacingRestoresTheOldFiles() throws {
    for name in ["settings", "recipe", "model"] { try folder.write("old", to: name) }
    let failure = HUSEError.writeFailed(
      path: url("model").path, problem: "No such file or directory")
    #expect(throws: failure) {
      var files = FileSet()
      files.remove(url("recipe"))
      try files.add(url("settings"), by: write("new"))
      try files.add(url("more"), by: write("new"))
      try files.add(url("model")) { _ in }
      try files.commit()
    }
    #expect(try contents() == ["settings": "old", "recipe": "old", "model": "old"])
  }

  @Test func filesOfAKilledProcessAreReplaced() throws {
    try folder.write("half", to: "model.12345.partial")
    try FileManager.default.createSymbolicLink(
      atPath: url("link").path, withDestinationPath: "model")
    var files = FileSet()
    try files.add(url("link"), by: write("new"))
    try files.commit()
    #expect(try contents() == ["link": "new", "model": "new"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: url("link").path) == "model")
  }

  @Test func aFolderInThePlaceOfAFileIsAnError() throws {
    try folder.write("inside", to: "model/inside")
    #expect(throws: HUSEError.writeFailed(path: url("model").path, problem: "it is not a file")) {
      var files = FileSet()
      try files.add(url("model"), by: write("new"))
      try files.commit()
    }
  }
}
