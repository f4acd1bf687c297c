extension SharedEmbedding {
  /// Checks that pairs have the feature lengths and the classes of this model.
  func check(_ pairs: some PairedDataset, named place: String) throws(HUSEError) {
    guard pairs.count > 0 else {
      throw .invalidData(
        source: place, problem: "there are none", remedy: "Pass at least one pair.")
    }
    guard pairs.imageDimension == imageTower.inputDimension else {
      throw .shapeMismatch(
        expected: [pairs.count, imageTower.inputDimension],
        found: [pairs.count, pairs.imageDimension], in: "image features of the \(place)",
        remedy: "The image tower must take as many values as an image feature vector has.")
    }
    guard pairs.textDimension == textTower.inputDimension else {
      throw .shapeMismatch(
        expected: [pairs.count, textTower.inputDimension],
        found: [pairs.count, pairs.textDimension], in: "text features of the \(place)",
        remedy: "The text tower must take as many values as a text feature vector has.")
    }
    guard pairs.classNames == classNames else {
      throw .invalidData(
        source: place,
        problem: "have other classes (\(Self.excerpt(pairs.classNames))) than the model "
          + "(\(Self.excerpt(classNames)))",
        remedy: "Create the model with the class names of the pairs it is trained on.")
    }
    try pairs.checkLabels(source: place)
  }

  /// Checks that a loss fits this model.
  func check(_ loss: some Loss) throws(HUSEError) {
    try loss.check(classNames: classNames, dimension: towerDimension)
    if let order = loss.preferredClassOrder, order.count != classCount {
      throw .invalidArgument(
        name: "classOrder of the loss", found: "\(order.count) numbers",
        expected: "one for each of the \(classCount) classes")
    }
    guard !loss.needsSimilarityScale || similarity != nil else {
      throw .invalidData(
        source: "loss", problem: "learns the scale of similarities, and the model has none",
        remedy: "Create the model with `similarityScale:`, or give the loss a fixed scale.")
    }
  }

  private static func excerpt(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", … \(names.count) in all" : "")
  }
}
