public import HUSECore

/// The encoders of this module that a model file may hold.
public enum BuiltInEncoders {
  /// The types of the encoders.
  public static let types: [any StorableEncoder.Type] = [
    BERTEncoder.self, PretrainedTextEncoder.self, HashedNGramEncoder.self, JoinedTextEncoder.self,
    EfficientNetLite0.self, ResNet.self, PretrainedImageEncoder.self,
  ]
}
