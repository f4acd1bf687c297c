import Foundation
import Testing

/// Where encoders are looked for.
@Suite struct EncoderFoldersTests {
  private let work: TemporaryFolder
  private static let options =
    "--data pairs.safetensors --graph taxonomy --recipe manual -e 1 --image-encoder resnet50 "
    + "--dry-run -o out"

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
  }

  /// Makes a folder with a file that is no encoder: the error then names the file that was found.
  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: work.file(name), withIntermediateDirectories: true)
    try work.write("no weights", to: "\(name)/resnet50.safetensors")
  }

  private func errors(_ variables: String = "", _ more: String = "") throws -> String {
    let outcome = try work.shell(
      "HOME=\"$PWD/home\" \(variables) huse train \(Self.options) \(more)")
    #expect(outcome.status == 1)
    return outcome.errors
  }

  @Test func whereTheyWereLookedForIsSaid() throws {
    let folder = work.url.path
    #expect(
      try errors("XDG_DATA_HOME=").contains(
        "\(folder)/.cache/encoders/resnet50.safetensors: no such file or folder. Nor is it in "
          + "\(folder)/home/.local/share/huse/encoders. Fetch it with Scripts/fetch-encoders, or "
          + "pass --encoders or set HUSE_ENCODERS to the folder that holds it."))
    #expect(
      try errors("HUSE_ENCODERS=there").contains(
        "\(folder)/there/resnet50.safetensors: no such file or folder. Fetch it with "))
  }

  /// Own features, with the default graph: the names of classes need an encoder.
  @Test func featuresWithoutAnEncoderOfClassNames() throws {
    let options = "--data pairs.safetensors --recipe manual -e 1 --validation-fraction 0 -o out"
    let missing = try work.shell("HOME=\"$PWD\" HUSE_ENCODERS=there huse train \(options)")
    #expect(missing.status == 1)
    #expect(
      missing.errors.contains(
        "--graph taxonomy and --graph-weight 0 do without."), "\(missing.errors)")
    let without = try work.shell(
      "HOME=\"$PWD\" HUSE_ENCODERS=there huse train \(options) --graph-weight 0 --overwrite")
    #expect(without.status == 0, "\(without.errors)")
  }

  @Test func theOptionComesFirstThenTheVariableThenTheFolders() throws {
    let places = [
      "given", "variable", ".cache/encoders", "data/huse/encoders",
      "home/.local/share/huse/encoders",
    ]
    for place in places { try makeFolder(place) }
    func expect(_ place: String, _ variables: String, _ more: String = "") throws {
      let found = try errors(variables, more)
      #expect(found.contains("\(work.url.path)/\(place)/resnet50.safetensors: "), "\(found)")
    }
    let variables = "HUSE_ENCODERS=variable XDG_DATA_HOME=\"$PWD/data\""
    try expect("given", variables, "--encoders given")
    try expect("variable", variables)
    try expect(".cache/encoders", "XDG_DATA_HOME=\"$PWD/data\"")
    try FileManager.default.removeItem(at: work.file(".cache"))
    try expect("data/huse/encoders", "XDG_DATA_HOME=\"$PWD/data\"")
    // A relative path does not count.
    try expect("home/.local/share/huse/encoders", "XDG_DATA_HOME=data")
  }
}
