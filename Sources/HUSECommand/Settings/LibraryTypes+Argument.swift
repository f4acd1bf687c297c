public import ArgumentParser
public import HUSE
public import HUSEPostgres

// Types of the library whose raw values are the values of options.
extension ClassifierSharing: ExpressibleByArgument {}
extension IdentifierSplit.Part: ExpressibleByArgument {}
extension InvalidRowPolicy: ExpressibleByArgument {}
extension EncoderPrecision: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension StoredPrecision: ExpressibleByArgument {}
extension TableStorage: ExpressibleByArgument {}
extension Validation.Metric: ExpressibleByArgument {}
extension VectorStorage: ExpressibleByArgument {}
extension WeightInitialization: ExpressibleByArgument {}
