internal import ArgumentParser

/// Runs one case and prints what it measured as one line of JSON.
@main
struct HuseMeasure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huse-measure",
    abstract: "Runs one case and prints what it measured as one line of JSON.",
    discussion: "OPENBLAS_NUM_THREADS sets the number of threads of matrix products.",
    subcommands: [
      EncoderFeatures.self, EncoderMemory.self,
      TrainingStep.self, DistributedStep.self, GraphLossAlone.self,
      TextLatency.self, TextThroughput.self,
      FirstEmbedding.self, ImageThroughput.self, ExactSearch.self, ApproximateSearch.self,
      TextSearch.self, PostgresTable.self, FeatureReading.self,
      WriteInputs.self,
    ])
}

/// The options of every case that repeats something.
struct Repetitions: ParsableArguments {
  @Option(help: "Repetitions that are not measured.") var warmUp = 5
  @Option(help: "Repetitions that are measured.") var repetitions = 30
}
