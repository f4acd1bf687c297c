extension SharedEmbedding {
  /// The order of the parameters.
  package var parameterLayout: ParameterLayout { ParameterLayout(of: self) }

  /// The shapes of the parameters, in the order of `parameterLayout`.
  package var parameterShapes: [(rows: Int, columns: Int)] {
    parameters.map { ($0.rows, $0.columns) }
  }

  /// The parameters, in the order of `parameterLayout`.
  package var parameters: [Matrix] { parameterLayout.identifiers.map { self[$0] } }

  /// Changes every parameter in place, in the order of `parameterLayout`.
  package mutating func updateParameters(
    _ body: (_ parameter: inout Matrix, _ position: Int) -> Void
  ) {
    for (position, identifier) in parameterLayout.identifiers.enumerated() {
      body(&self[identifier], position)
    }
  }

  /// A copy of this model with other parameters.
  ///
  /// - Precondition: they have the shapes of `parameterShapes`.
  func with(parameters: [Matrix]) -> SharedEmbedding {
    var copy = self
    copy.updateParameters { parameter, position in
      let other = parameters[position]
      precondition(
        parameter.rows == other.rows && parameter.columns == other.columns,
        "parameter \(position): \(other) for \(parameter)")
      parameter = other
    }
    return copy
  }

  /// A parameter.
  ///
  /// - Precondition: the model has it.
  package private(set) subscript(identifier: ParameterIdentifier) -> Matrix {
    get {
      switch (identifier.layer, identifier.role) {
      case (.tower(let modality, let layer), .weights): tower(modality).layers[layer].weights
      case (.tower(let modality, let layer), .bias): tower(modality).layers[layer].bias
      case (.classifier, .weights): classifier.weights
      case (.classifier, .bias): classifier.bias
      case (.classifier, .logScale): classifier.logScale!
      case (.textClassifier, .weights): textClassifier!.weights
      case (.textClassifier, .bias): textClassifier!.bias
      case (.textClassifier, .logScale): textClassifier!.logScale!
      case (.similarity, .logScale): similarity!.logScale
      case (.similarity, .bias): similarity!.bias
      case (.tower, .logScale), (.similarity, .weights): preconditionFailure("\(identifier)")
      }
    }
    // Each is yielded in place, because a copy would double the memory of an update.
    _modify {
      switch (identifier.layer, identifier.role) {
      case (.tower(.image, let layer), .weights): yield &imageTower.layers[layer].weights
      case (.tower(.image, let layer), .bias): yield &imageTower.layers[layer].bias
      case (.tower(.text, let layer), .weights): yield &textTower.layers[layer].weights
      case (.tower(.text, let layer), .bias): yield &textTower.layers[layer].bias
      case (.classifier, .weights): yield &classifier.weights
      case (.classifier, .bias): yield &classifier.bias
      case (.classifier, .logScale): yield &classifier.logScale!
      case (.textClassifier, .weights): yield &textClassifier!.weights
      case (.textClassifier, .bias): yield &textClassifier!.bias
      case (.textClassifier, .logScale): yield &textClassifier!.logScale!
      case (.similarity, .logScale): yield &similarity!.logScale
      case (.similarity, .bias): yield &similarity!.bias
      case (.tower, .logScale), (.similarity, .weights): preconditionFailure("\(identifier)")
      }
    }
  }
}
