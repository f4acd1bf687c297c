/// One value for images and one for texts.
package struct ByModality<Value> {
  package var image: Value
  package var text: Value

  package init(image: Value, text: Value) {
    self.image = image
    self.text = text
  }

  package subscript(modality: Modality) -> Value { modality == .image ? image : text }
}

extension ByModality: Sendable where Value: Sendable {}
