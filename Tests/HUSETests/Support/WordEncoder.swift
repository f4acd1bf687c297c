import HUSECore

/// A text encoder with a vector for each text it knows.
struct WordEncoder: TextEncoder {
  let vectors: [String: [Float]]

  var dimension: Int { vectors.values.first?.count ?? 0 }

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    var rows: [[Float]] = []
    for text in texts {
      guard let vector = vectors[text] else {
        throw .encodingFailed(input: text, problem: "is an unknown word", remedy: "Teach it.")
      }
      rows.append(vector)
    }
    return rows.isEmpty ? Matrix(rows: 0, columns: dimension) : try Matrix(rows: rows)
  }
}
