import Benchmark
import Foundation
import HUSE
import Workloads

/// The workloads under `swift package benchmark`.
///
/// The encoders' weights are read from the folder that HUSE_ENCODERS names; without it their
/// benchmarks are left out.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 2,
    maxDuration: .seconds(10), maxIterations: 50)
  trainingBenchmarks()
  graphLossBenchmarks()
  searchBenchmarks()
  if let folder = ProcessInfo.processInfo.environment["HUSE_ENCODERS"] {
    encoderBenchmarks(in: URL(fileURLWithPath: folder))
  }
}

@Sendable private func trainingBenchmarks() {
  for (name, margin) in [("with graph loss", Float(0.8)), ("without graph loss", nil)] {
    Benchmark("10 training steps of 1024 pairs, \(name)") { benchmark, training in
      var training = training
      let loss = training.loss(margin: margin)
      benchmark.startMeasurement()
      try training.train(steps: 10, minimizing: loss)
      benchmark.stopMeasurement()
    } setup: {
      try PaperTraining(batchSize: 1024)
    }
  }
}

@Sendable private func graphLossBenchmarks() {
  for margin in [Float(2), 0.8, 0.6, 0.4] {
    Benchmark("Graph loss of 1024 pairs, margin \(margin)") { benchmark, pairs in
      var pairs = pairs
      benchmark.startMeasurement()
      blackHole(pairs.accumulate(margin: margin))
      benchmark.stopMeasurement()
    } setup: {
      try GraphLossBatch(batchSize: 1024)
    }
  }
}

@Sendable private func searchBenchmarks() {
  for queries in [1, 100] {
    Benchmark("10 nearest of 100000, queries: \(queries)") { _, search in
      blackHole(try search.nearest())
    } setup: {
      try Search(items: 100_000, queries: queries)
    }
  }
}

@Sendable private func encoderBenchmarks(in folder: URL) {
  let textFolder = folder.appendingPathComponent("all-MiniLM-L6-v2")
  Benchmark("Embed a short text") { _, model in
    blackHole(try model.embed(text: Sentences.short))
  } setup: {
    try SharedEmbedding.embeddingTexts(with: textFolder)
  }
  let sentences = Sentences.recipes(count: 100)
  Benchmark("Embed 100 sentences") { _, model in
    blackHole(try model.embed(texts: sentences))
  } setup: {
    try SharedEmbedding.embeddingTexts(with: textFolder)
  }
  let pictures = Pictures.files(count: 8).map(ImageSource.data)
  Benchmark("Encode 8 pictures") { _, encoder in
    blackHole(try encoder.features(of: pictures))
  } setup: {
    try EfficientNetLite0(
      contentsOf: folder.appendingPathComponent("efficientnet-lite0.safetensors"))
  }
}
