import Foundation
import Testing

/// Files of another kind than the one that is expected, and files that are not there.
@Suite struct WrongFileTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
    try work.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", to: "pointer")
    for name in ["huse", "safetensors", "index", "npz", "csv"] {
      try FileManager.default.copyItem(
        at: work.file("pointer"), to: work.file("pointer.\(name)"))
    }
    try work.write("image,text,classes\na.png,tea,tea\n", to: "table.csv")
  }

  private func expect(_ command: String, _ error: String) throws {
    let outcome = try work.shell("huse \(command)")
    #expect(outcome.status == 1, "\(command)")
    #expect(
      outcome.errors == "Error: \(error.replacing("F/", with: "\(work.url.path)/"))\n", "\(command)"
    )
  }

  @Test(arguments: [
    ("embed pointer.huse tea", "huse"), ("classify pointer.huse tea", "huse"),
    ("search pointer.huse texts.index tea", "huse"), ("inspect pointer.huse", "huse"),
    ("evaluate pointer.huse --data pairs.safetensors", "huse"),
    ("search tea.huse pointer.index tea", "index"),
    ("embed tea.huse --data pointer.safetensors", "safetensors"),
    ("evaluate tea.huse --data pointer.npz", "npz"),
    ("train --data pointer.safetensors -o out", "safetensors"),
    ("tune --data pointer.npz -o out", "npz"),
    ("compare --data pointer.npz --output out", "npz"),
    ("train --data pairs.safetensors --taxonomy pointer.csv -o out", "csv"),
  ])
  func aPointerOfGitLFSIsNamed(command: String, file: String) throws {
    try expect(
      command,
      "F/pointer.\(file): is a pointer of Git LFS and not the file itself. "
        + "Fetch the file with `git lfs pull`.")
  }

  @Test(arguments: [
    "embed table.csv tea", "classify table.csv tea", "search table.csv texts.index tea",
    "search tea.huse table.csv tea", "evaluate table.csv --data pairs.safetensors",
    "inspect table.csv",
  ])
  func aTableIsNoModel(command: String) throws {
    try expect(
      command,
      "F/table.csv: expected a safetensors file, such as a model, an index or features, found a "
        + "text file. The file is damaged or of another format; write or fetch it again.")
  }

  @Test(arguments: [
    "train -o out", "tune -o out", "compare --output out", "encode -o out", "evaluate tea.huse",
  ])
  func dataThatIsNotThere(command: String) throws {
    for name in ["nothing", "nothing.npz"] {
      let outcome = try work.shell("huse \(command) --data \(name)")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == "Error: \(name): no such file or folder. Check the path.\n", "\(command)")
    }
  }

  @Test func filesInPlaceOfFolders() throws {
    try expect(
      "encode --data pairs.safetensors -o out",
      "pairs.safetensors: is a file, and images and texts are in a folder. "
        + "Features need no encoding; of a table pass the folder that holds it.")
    try expect(
      "train --data table.csv -o out",
      "table.csv: is a table, and data is the folder that holds it. "
        + "Pass the folder; --table names the table in it.")
    try expect(
      "train --data pairs.safetensors --recipe table.csv -o out",
      "F/table.csv: is not a recipe: it is not JSON. "
        + "Pass a recipe.json of `huse train` or `huse tune`.")
    let settings = try work.shell("huse train --config nothing.yaml -o out")
    #expect(settings.status == 64)
    #expect(settings.errors.hasPrefix("Error: nothing.yaml: no such file. Pass a file of lines"))
  }

  @Test func aTrainingThatIsNotThereIsNotResumed() throws {
    try expect(
      "train --resume -o out",
      "F/out/checkpoints/*.checkpoint: no such file or folder. There is no training to resume: "
        + "omit --resume, or pass its --output.")
  }

  @Test func partsOfTooFewRowsAreNamed() throws {
    for (name, text) in [
      ("images.csv", "1,2\n2,1\n"), ("texts.csv", "1,2\n2,1\n"), ("labels.csv", "0\n0\n"),
      ("classes.txt", "tea\n"),
    ] {
      try FileManager.default.createDirectory(
        at: work.file("two"), withIntermediateDirectories: true)
      try work.write(text, to: "two/\(name)")
    }
    try expect(
      "train --data two --recipe manual --graph taxonomy --test-fraction 0.5 "
        + "--validation-fraction 0.4 -o out",
      "--validation-fraction: 1 row of one group cannot be split. Pass more rows, or 0.")
  }

  /// OpenBLAS would ask for the memory again and again.
  @Test func threadsWithoutMemoryAreRefused() throws {
    try expect(
      "train --data pairs.safetensors --graph taxonomy --threads 100 -o out".with(limit: 4_000_000),
      "OpenBLAS: maps 128 MiB for each of 100 threads, and the system refuses it. "
        + "Raise the limit of memory (`ulimit -v`), or use fewer threads with "
        + "OPENBLAS_NUM_THREADS.")
  }
}

extension String {
  /// The arguments of `huse` for a shell, which limits the address space first.
  fileprivate func with(limit kibibytes: Int) -> String {
    "--version > /dev/null; ulimit -v \(kibibytes); OPENBLAS_NUM_THREADS=1 huse \(self)"
  }
}
