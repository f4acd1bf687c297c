import Foundation

/// ln((1 + n) / (1 + df)) + 1, the weight of a term that df of n documents contain.
func inverseDocumentFrequency(documentCount: Int, documentFrequency: Int) -> Double {
  log(Double(1 + documentCount) / Double(1 + documentFrequency)) + 1
}
