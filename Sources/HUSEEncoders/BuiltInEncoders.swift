public import HUSECore

/// The encoders of this module that can be stored in a model file.
public enum BuiltInEncoders {
  /// The types of the encoders.
  public static let types: [any StorableEncoder.Type] = [
    BERTEncoder.self, PretrainedTextEncoder.self, HashedNGramEncoder.self, JoinedTextEncoder.self,
    EfficientNetLite0.self, ResNet.self, PretrainedImageEncoder.self,
  ]
}
