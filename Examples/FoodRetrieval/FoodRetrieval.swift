import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Learns one space for images of food and their texts, and searches it both ways.
@main
struct FoodRetrieval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find images of food by text, and texts by image.",
    discussion: """
      Encodes images and texts, trains two towers into one space, measures retrieval and \
      classification on held-out items, answers queries, and writes the model, an index of the \
      images and a page that shows the results.
      """)

  @Option(help: "Folder with data.csv (image, text, classes) and images/, or UPMC Food-101.")
  var data: String

  @Option(help: "Folder with all-MiniLM-L6-v2/ and efficientnet-lite0.safetensors.")
  var encoders: String

  @Option(
    help: ArgumentHelp(
      "Folder of a pretrained model for images (ResNet, ViT, DINOv2, CLIP or SigLIP).",
      valueName: "folder"))
  var imageEncoder: String?

  @Option(
    help: ArgumentHelp(
      "Folder of a pretrained model for texts (BERT, MPNet, CLIP, static embeddings and others).",
      valueName: "folder"))
  var textEncoder: String?

  @Option(
    help: ArgumentHelp(
      "Bits of the weights of transformers: stored, bfloat16 or int8.", valueName: "name"))
  var encoderPrecision = EncoderPrecision.stored

  @Option(help: "Folder for the model, the index, the figures and the page.")
  var output: String

  @Option(help: ArgumentHelp("Text to find images for.", valueName: "text"))
  var query: [String] = []

  @Option(help: ArgumentHelp("Image file to find texts for.", valueName: "file"))
  var image: [String] = []

  @Option(help: "Number of random splits into training and held-out items to average over.")
  var splits = 5

  @Option(help: "Share of the items that is held out.")
  var testFraction = 0.2

  @Flag(help: "Whether to split without regard to the groups of data.csv.")
  var ignoreGroups = false

  @Option(help: "Number of times that each training item is seen. By default from the recipe.")
  var epochs: Int?

  @Option(help: "Seed of the splits, the initial weights and the order of training.")
  var seed: UInt64 = 7

  func validate() throws {
    guard splits > 0 else { throw ValidationError("--splits must be above 0.") }
    guard epochs.map({ $0 > 0 }) ?? true else { throw ValidationError("--epochs must be above 0.") }
    guard testFraction > 0, testFraction < 0.9 else {
      throw ValidationError("--test-fraction must lie between 0 and 0.9.")
    }
    for file in image where !FileManager.default.isReadableFile(atPath: file) {
      throw ValidationError("--image: \(file) does not exist or cannot be read.")
    }
  }

  static func main() {
    StandardStreams.prepare()
    runProgram {
      var command = try parseAsRoot()
      try command.run()
    }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let encoders = try Encoders(
      folder: URL(fileURLWithPath: encoders, isDirectory: true),
      imageFolder: imageEncoder.map { URL(fileURLWithPath: $0, isDirectory: true) },
      textFolder: textEncoder.map { URL(fileURLWithPath: $0, isDirectory: true) },
      precision: encoderPrecision)
    // Checked before the training, which may take long.
    _ = try encoders.image.features(of: image.map { .file(URL(fileURLWithPath: $0)) })
    let sets = try FoodData.sets(
      in: URL(fileURLWithPath: data, isDirectory: true), encoders: encoders,
      cache: folder.appendingPathComponent("features", isDirectory: true))
    let recipe = Recipe(encoders: encoders, epochs: epochs, seed: seed)

    var reports: [SetReport] = []
    for set in sets {
      reports.append(
        try Experiment(
          set: set, recipe: recipe, splits: splits, testFraction: testFraction,
          ignoresGroups: ignoreGroups
        ).run { ProgressLine.show($0) })
      ProgressLine.end()
      print(try TextTable.render(reports[reports.count - 1]))
    }

    guard let first = sets.first, let report = reports.first else { return }
    let gallery = try Gallery(set: first, model: report.model)
    let images = image.map { URL(fileURLWithPath: $0) }
    for result in try query.map({ try gallery.images(for: $0) })
      + images.map({ try gallery.texts(for: $0) })
    {
      print(TextTable.render(result))
    }
    let page = try Page.report(
      on: first, reports, queries: query.isEmpty ? Page.sampleQueries : query, images: images)
    var files = FileSet()
    try files.add(folder.appendingPathComponent("images.index")) {
      try gallery.images.write(to: $0)
    }
    try files.add(folder.appendingPathComponent("results.json")) {
      try Figures.write(reports, to: $0)
    }
    try files.add(folder.appendingPathComponent("index.html")) { try page.write(to: $0) }
    try files.add(folder.appendingPathComponent("food.huse")) { try report.model.write(to: $0) }
    try files.commit()
    print("Wrote food.huse, images.index, results.json and index.html to \(folder.path)")
  }
}
