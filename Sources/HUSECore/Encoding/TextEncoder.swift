/// Turns texts into feature vectors, for a text tower or as ψ of the semantic graph.
public protocol TextEncoder: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }

  /// The features of texts, `[texts.count × dimension]`, a row for each text in order.
  ///
  /// A row depends only on its own text, not on the other texts of the call.
  func features(of texts: [String]) throws(HUSEError) -> Matrix
}
