/// Names a parameter of a model: a matrix that training changes.
package struct ParameterIdentifier: Sendable, Hashable {
  /// The part of a model that a parameter belongs to.
  package enum Layer: Sendable, Hashable {
    /// A layer of the tower of a modality, counted from its input.
    case tower(Modality, layer: Int)
    /// The classifier that images and texts share, or the classifier of images.
    case classifier
    /// The classifier of texts, if they have their own.
    case textClassifier
    /// The learned similarity scale.
    case similarity
  }

  /// The role of a parameter in its layer.
  package enum Role: Sendable, Hashable {
    /// The weights W, `[inputs × outputs]`.
    case weights
    /// The bias b, `[1 × outputs]`.
    case bias
    /// The logarithm of a learned scale, `[1 × 1]`.
    case logScale
  }

  package let layer: Layer
  package let role: Role

  package init(_ layer: Layer, _ role: Role) {
    self.layer = layer
    self.role = role
  }
}

/// The parameters of a model in the order that gradients, moments and checkpoints share.
///
/// The order is: the weights and bias of each layer of the image tower, then of the text tower,
/// then of the classifier, with its scale if the scale is learned. The classifier of texts follows
/// in the same way, if there is one. The scale and the bias of similarities come last, if they are
/// learned.
///
/// This is the only code that knows the order. Checkpoints number the optimizer's moments in this
/// order, so it must not change.
package struct ParameterLayout: Sendable, Equatable {
  /// The parameters, in order.
  package let identifiers: [ParameterIdentifier]
  private let positions: [ParameterIdentifier: Int]

  /// The parameters of a model.
  package init(of model: SharedEmbedding) {
    var identifiers: [ParameterIdentifier] = []
    for modality in [Modality.image, .text] {
      for layer in model.tower(modality).layers.indices {
        identifiers.append(ParameterIdentifier(.tower(modality, layer: layer), .weights))
        identifiers.append(ParameterIdentifier(.tower(modality, layer: layer), .bias))
      }
    }
    for (layer, classifier) in [
      (ParameterIdentifier.Layer.classifier, model.classifier as Classifier?),
      (.textClassifier, model.textClassifier),
    ] {
      guard let classifier else { continue }
      identifiers.append(ParameterIdentifier(layer, .weights))
      identifiers.append(ParameterIdentifier(layer, .bias))
      if classifier.logScale != nil { identifiers.append(ParameterIdentifier(layer, .logScale)) }
    }
    if model.similarity != nil {
      identifiers.append(ParameterIdentifier(.similarity, .logScale))
      identifiers.append(ParameterIdentifier(.similarity, .bias))
    }
    self.identifiers = identifiers
    positions = Dictionary(uniqueKeysWithValues: zip(identifiers, identifiers.indices))
  }

  /// The position of a parameter, or `nil` if the model does not have it.
  package func position(_ parameter: ParameterIdentifier) -> Int? { positions[parameter] }

  /// The position of a parameter.
  ///
  /// - Precondition: the model has it.
  package func position(
    of role: ParameterIdentifier.Role, in layer: ParameterIdentifier.Layer
  ) -> Int {
    guard let position = positions[ParameterIdentifier(layer, role)] else {
      preconditionFailure("no \(role) of \(layer)")
    }
    return position
  }
}
