/// One value for images and one for texts.
struct ByModality<Value> {
  var image: Value
  var text: Value

  subscript(modality: Modality) -> Value { modality == .image ? image : text }
}

extension ByModality: Sendable where Value: Sendable {}
