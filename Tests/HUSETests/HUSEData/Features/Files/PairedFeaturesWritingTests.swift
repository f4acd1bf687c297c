import Foundation
import HUSEData
import Testing

@Suite struct PairedFeaturesWritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["pairs.safetensors", "pairs"], [false, true])
  func readsBackWhatItWrote(name: String, identifiers: Bool) throws {
    let url = folder.url.appendingPathComponent(name)
    let pairs = try PairedFeaturesReadingTests.expected(identifiers: identifiers)
    try pairs.write(to: url)
    #expect(try PairedFeatures(contentsOf: url) == pairs)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [name])
  }

  @Test(arguments: ["part.safetensors", "part"])
  func aPartIsReadBackWithItsEmptyClasses(name: String) throws {
    let url = folder.url.appendingPathComponent(name)
    let part = try PairedFeaturesReadingTests.expected().selecting(rows: [0, 1])
    try part.write(to: url)
    #expect(try PairedFeatures(contentsOf: url, allowsEmptyClasses: true) == part)
    let text = errorText { () throws(HUSEError) in try PairedFeatures(contentsOf: url) }
    #expect(text?.contains("class 'sushi' (index 2) has no rows") == true)
  }

  /// NumPy reads what `np.save` writes, and the folder holds the same bytes.
  @Test func theFilesOfAFolderAreThoseOfNumPy() throws {
    let url = folder.url.appendingPathComponent("pairs")
    let pairs = try PairedFeatures(
      images: NPYFileTests.grid, texts: NPYFileTests.grid, labels: [0, 1, 0],
      classNames: ["apple", "tea"])
    try pairs.write(to: url)
    #expect(
      try Data(contentsOf: url.appendingPathComponent("images.npy"))
        == Data(contentsOf: Fixture.url("data/float32.npy")))
    #expect(
      try String(contentsOf: url.appendingPathComponent("classes.txt"), encoding: .utf8)
        == "apple\ntea\n")
  }

  @Test func whatCannotBeWritten() throws {
    let pairs = try PairedFeaturesReadingTests.expected()
    let path = folder.url.path
    func error(_ name: String) -> String? {
      errorText { () throws(HUSEError) in
        try pairs.write(to: folder.url.appendingPathComponent(name))
      }
    }
    #expect(
      error("pairs.npz")
        == "\(path)/pairs.npz: found the extension 'npz', which is not supported. "
        + "Supported: .safetensors, or no extension for a folder.")
    try folder.write("mine", to: "taken/notes")
    #expect(
      error("taken")
        == "\(path)/taken: could not be written: it exists and is not an empty folder. "
        + "Nothing was changed there.")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path) == ["taken"])
  }

  @Test func namesThatDoNotFitALine() throws {
    let grid = NPYFileTests.grid
    let pairs = try PairedFeatures(images: grid, texts: grid, classes: ["a\nb", "c", "c"])
    #expect(
      errorText { () throws(HUSEError) in
        try pairs.write(to: folder.url.appendingPathComponent("pairs"))
      } == "classNames: expected names without line breaks and without white space at their ends; "
        + "or write a .safetensors file, found 'a\\nb'.")
    let file = folder.url.appendingPathComponent("pairs.safetensors")
    try pairs.write(to: file)
    #expect(try PairedFeatures(contentsOf: file) == pairs)
  }
}
