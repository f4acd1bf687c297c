import HUSE
internal import HUSECore

extension Comparison {
  /// A description of everything that determines the result of a training run.
  ///
  /// A comparison resumes only with the same plan; more systems, trials or seeds may be added.
  var plan: String {
    "huse compare 4: \(data.pairs.count) pairs, \(data.pairs.classNames.count) classes, "
      + "images \(data.pairs.images.columns), texts \(data.pairs.texts.columns), "
      + "features \(fingerprint), test \(testFraction), seed \(firstSeed)"
  }

  /// A hash of the features, the labels, the groups and the distances of the classes.
  private var fingerprint: String {
    var hash = FNV1a()
    func add(_ bits: UInt32) { hash.add(word: UInt64(bits)) }
    let meaning = data.meaning
    for matrix in [data.pairs.images, data.pairs.texts, meaning.distances.distances] {
      for number in matrix.values { add(number.bitPattern) }
    }
    for label in data.pairs.labels + (data.officialTest ?? []) {
      add(UInt32(truncatingIfNeeded: label))
    }
    add(meaning.graph == nil ? 0 : 1)
    for text in [meaning.taxonomy.description, "\(data.groups)"] {
      hash.add(text)
    }
    return String(hash.value, radix: 16)
  }
}
