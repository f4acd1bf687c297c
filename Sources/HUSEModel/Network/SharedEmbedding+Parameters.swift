extension SharedEmbedding {
  /// The shapes of the parameters, in order.
  ///
  /// First W and b of each layer of the image tower, then of the text tower, then of the
  /// classifier, then t if the scale is learned. The same for the classifier of texts, if they have
  /// their own. Last log t and b, if a similarity scale is learned.
  package var parameterShapes: [(rows: Int, columns: Int)] {
    var shapes: [(rows: Int, columns: Int)] = []
    for layer in imageTower.layers + textTower.layers {
      shapes.append((layer.weights.rows, layer.weights.columns))
      shapes.append((1, layer.bias.columns))
    }
    for classifier in [classifier, textClassifier].compactMap(\.self) {
      shapes.append((classifier.weights.rows, classifier.weights.columns))
      shapes.append((1, classifier.bias.columns))
      if classifier.logScale != nil { shapes.append((1, 1)) }
    }
    if similarity != nil { shapes += [(1, 1), (1, 1)] }
    return shapes
  }

  /// The position of the text tower's first parameter.
  var firstTextParameter: Int { 2 * imageTower.layers.count }
  /// The position of the classifier's first parameter.
  var firstClassifierParameter: Int { firstTextParameter + 2 * textTower.layers.count }
  /// The position of the first parameter of the texts' own classifier.
  var firstTextClassifierParameter: Int {
    firstClassifierParameter + classifier.parameterCount
  }
  /// The position of log t of the similarity scale.
  var firstSimilarityParameter: Int {
    firstTextClassifierParameter + (textClassifier?.parameterCount ?? 0)
  }

  /// Changes every parameter in place, in the order of `parameterShapes`.
  package mutating func updateParameters(_ body: (_ parameter: inout Matrix, _ index: Int) -> Void)
  {
    for index in imageTower.layers.indices {
      body(&imageTower.layers[index].weights, 2 * index)
      body(&imageTower.layers[index].bias, 2 * index + 1)
    }
    let text = firstTextParameter
    for index in textTower.layers.indices {
      body(&textTower.layers[index].weights, text + 2 * index)
      body(&textTower.layers[index].bias, text + 2 * index + 1)
    }
    let (first, firstOfTexts) = (firstClassifierParameter, firstTextClassifierParameter)
    let firstOfSimilarity = firstSimilarityParameter
    classifier.updateParameters(first: first, body)
    textClassifier?.updateParameters(first: firstOfTexts, body)
    similarity?.updateParameters(first: firstOfSimilarity, body)
  }

  /// The parameters in the order of `parameterShapes`.
  var parameters: [Matrix] {
    var result: [Matrix] = []
    // Nothing is changed; `updateParameters` is the only code that knows the order.
    var copy = self
    copy.updateParameters { parameter, _ in result.append(parameter) }
    return result
  }

  /// A copy of this model with other parameters.
  ///
  /// - Precondition: they have the shapes of `parameterShapes`.
  func with(parameters: [Matrix]) -> SharedEmbedding {
    var copy = self
    copy.updateParameters { parameter, index in
      precondition(
        parameter.rows == parameters[index].rows && parameter.columns == parameters[index].columns,
        "parameter \(index): \(parameters[index]) for \(parameter)")
      parameter = parameters[index]
    }
    return copy
  }
}

extension Classifier {
  fileprivate var parameterCount: Int { logScale == nil ? 2 : 3 }

  /// Changes W, b and t, if t is learned, in place; `first` is the position of W.
  fileprivate mutating func updateParameters(
    first: Int, _ body: (_ parameter: inout Matrix, _ index: Int) -> Void
  ) {
    body(&weights, first)
    body(&bias, first + 1)
    if var scale = logScale {
      body(&scale, first + 2)
      logScale = scale
    }
  }
}
