extension SharedEmbedding {
  /// Describes the differences from another model, apart from the parameters.
  func differences(from here: SharedEmbedding) -> [String] {
    var result: [String] = []
    for (name, stored, found) in [
      ("image tower", imageTower, here.imageTower), ("text tower", textTower, here.textTower),
    ] {
      func widths(_ tower: Tower) -> [Int] {
        [tower.inputDimension] + tower.layers.map(\.outputDimension)
      }
      if widths(stored) != widths(found) {
        result.append(
          "\(name) of widths \(widths(stored)) in the checkpoint, \(widths(found)) here")
      }
      if stored.inputScaling != found.inputScaling {
        result.append("the input scaling of the \(name) is another")
      }
      if stored.dropout != found.dropout || stored.inputDropout != found.inputDropout
        || stored.rectifiesOutput != found.rectifiesOutput
      {
        result.append("dropout or rectifiesOutput of the \(name) is another")
      }
    }
    if classNames != here.classNames { result.append("the class names are others") }
    func scale(_ model: SharedEmbedding) -> Float? {
      model.classifier.logScale == nil ? model.classifier.logitScale.value : nil
    }
    if scale(self) != scale(here) || classifierSharing != here.classifierSharing
      || (similarity == nil) != (here.similarity == nil)
    {
      result.append("the scales or the sharing of the classifiers are others")
    }
    return result
  }
}
