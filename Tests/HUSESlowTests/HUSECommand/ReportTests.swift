import Foundation
import HUSE
import Testing

/// `huse report`: the page of a training, and what keeps it from being written.
@Suite struct ReportTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs(identifiers: true).write(to: work.file("pairs.safetensors"))
    let trained = try work.shell(
      "huse train --data pairs.safetensors --graph taxonomy --recipe manual -e 6 -o run --quiet "
        + "--test-fraction 0.2 --validation-fraction 0.1 --curves-every 2")
    try #require(trained.status == 0, "\(trained.errors)")
  }

  /// Items of the same identifiers, with images and hostile texts.
  private func writeItems(_ numbers: Range<Int> = 0..<90) throws {
    var table = "image,text,classes\n"
    for number in numbers {
      let shape = DrawnImage.Shape.allCases[number % 3]
      try work.write(
        DrawnImage(shape: shape, color: [UInt8(number), 80, 160], variant: number % 5).bytes,
        to: "items/images/item \(number)")
      let name = ScatteredPairs.classNames[number % 6]
      table += "item \(number),text <\(number)> & more,\(name)\n"
    }
    try work.write(table, to: "items/data.csv")
  }

  @Test func aTrainingHasAPageWithImages() throws {
    try writeItems()
    let outcome = try work.huse("report", "run", "--items", "items", "-o", "page.html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.isEmpty && outcome.errors == "Wrote page.html\n")
    let page = try work.text("page.html")
    for expected in [
      "<title>Report on run</title>", "18 pairs of 6 classes", "aria-label=\"Loss by step: total",
      "text &lt;", "≈ near miss", "Validation",
    ] {
      #expect(page.contains(expected), "\(expected)")
    }
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(page.contains("src=\"data:image/jpeg;base64,"))
    let again = try work.huse("report", "run", "--items", "items", "-o", "again.html", "--quiet")
    #expect(again.status == 0 && again.errors.isEmpty)
    #expect(try work.data("again.html") == work.data("page.html"))
    // A page may be replaced.
    #expect(try work.huse("report", "run", "-o", "page.html").status == 0)
    #expect(try !work.text("page.html").contains("<img"))
  }

  private struct Figures: Decodable {
    let output: String
    let pairs: Int
    let measures: [String: Double]
    let deviations: [String: Double]
  }

  private struct Evaluation: Decodable { let measures: [String: Double] }

  @Test func figuresAreThoseOfEvaluate() throws {
    let outcome = try work.huse("report", "run", "-o", "page.html", "--json")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(outcome.output.utf8))
    #expect(figures.output == "page.html" && figures.pairs == 18)
    let evaluated = try work.huse("evaluate", "run", "--json")
    let expected = try JSONDecoder().decode(Evaluation.self, from: Data(evaluated.output.utf8))
    #expect(figures.measures.count == 39)
    for (name, value) in figures.measures {
      #expect(abs(value - (try #require(expected.measures[name], "\(name)"))) < 1e-9, "\(name)")
      #expect(figures.deviations[name] != nil)
    }
    for part in ["train", "validation"] {
      let other = try work.huse("report", "run", "-o", "\(part).html", "--part", part)
      #expect(other.status == 0, "\(other.errors)")
      #expect(try work.text("\(part).html").contains(part == "train" ? "66 pairs" : "6 pairs"))
    }
  }

  @Test func aFileOfFeaturesHasAPage() throws {
    let outcome = try work.shell(
      "huse report run/model.huse --data pairs.safetensors -o /dev/stdout | cat")
    #expect(outcome.output.hasPrefix("<!DOCTYPE html>") && outcome.output.hasSuffix("</html>\n"))
    #expect(outcome.output.contains("90 pairs of 6 classes"))
    #expect(outcome.output.contains("All rows of pairs.safetensors with run/model.huse."))
    #expect(!outcome.output.contains("id=\"curves\""))
  }

  private func expectFailure(
    _ arguments: String, status: Int32 = 1, _ text: String, line: Int = #line
  ) throws {
    let outcome = try work.shell("huse report \(arguments)")
    #expect(outcome.status == status, "line \(line)")
    #expect(outcome.errors.contains(text), "line \(line): \(outcome.errors)")
    #expect(outcome.output.isEmpty && !work.exists("page.html"), "line \(line)")
  }

  @Test func whatPreventsAPageIsNamedAndNothingIsWritten() throws {
    try expectFailure("run", status: 64, "Missing expected argument '--output")
    try expectFailure("run -o run", status: 64, "--output is a folder: pass the name of a file")
    try expectFailure("run/model.huse -o page.html", status: 64, "Pass --data, or --config")
    try expectFailure(
      "run -o run/model.huse", "--output: expected a file or folder that is not an input, found ")
    try expectFailure("run -o missing/page.html", "missing/page.html: could not be written")
    try expectFailure("run -o /dev/full", "/dev/full: could not be written: No space left")
    try expectFailure("run -o page.html --query tea", "the model has no text encoder")
    try expectFailure("run -o page.html --items nowhere", "nowhere: no such file or folder.")
    try writeItems(0..<60)
    try expectFailure("run -o page.html --items items", "items: has no item 'item ")
    try writeItems()
    for number in 0..<90 {
      try FileManager.default.removeItem(at: work.file("items/images/item \(number)"))
    }
    try expectFailure("run -o page.html --items items", "there is no image file 'images/item 0'")

    try FileManager.default.moveItem(
      at: work.file("pairs.safetensors"), to: work.file("moved.safetensors"))
    try expectFailure("run -o page.html", "pairs.safetensors: no such file or folder.")
    let pairs = try PairedFeatures(contentsOf: work.file("moved.safetensors"))
    let apples = pairs.labels.indices.filter { pairs.labels[$0] == 0 }
    try PairedFeatures(
      images: pairs.images.gathering(rowsAt: apples), texts: pairs.texts.gathering(rowsAt: apples),
      classes: apples.map { _ in "fruit/apple" }
    ).write(to: work.file("apples.safetensors"))
    try expectFailure(
      "run --data apples.safetensors -o page.html", "all 15 are of one class, 'fruit/apple'")
    let whole = try work.shell(
      "huse train --data moved.safetensors --graph taxonomy --recipe manual -e 1 -o whole --quiet")
    #expect(whole.status == 0, "\(whole.errors)")
    try expectFailure("whole -o page.html", "the training has no test part. Pass another --part")
  }
}
