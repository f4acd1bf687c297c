import HUSE

/// The measures of a system's output for pairs.
struct SystemReport: Sendable {
  private(set) var measures = SystemMeasures()
  /// The retrieval report, or `nil` for a system without a shared space.
  let retrieval: RetrievalReport?

  init(
    _ output: SystemOutput, fusedBy fusion: Fusion?, on pairs: PairedFeatures,
    taxonomy: Taxonomy, retrieves: Bool
  ) throws(HUSEError) {
    retrieval =
      retrieves
      ? try RetrievalReport(
        images: output.images, texts: output.texts, of: pairs, taxonomy: taxonomy) : nil
    if let retrieval { measures.add(retrieval) }
    if let scores = output.scores, let fusion {
      try measures.add(
        images: scores.images, texts: scores.texts, fusedBy: fusion, labels: pairs.labels)
    }
  }
}
