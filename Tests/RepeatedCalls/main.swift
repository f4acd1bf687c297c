import Foundation
import HUSE

// Embeds a text and searches with it as many times as the first argument says, from as many tasks
// as the second says, and prints twenty times the number of calls, the bytes of memory, the open
// descriptors and the threads: the program that `Scripts/prove-robustness calls` runs.

let callCount = Int(CommandLine.arguments[1])!
let taskCount = Int(CommandLine.arguments[2])!
let roundCount = 20

let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 256)
let model = try SharedEmbedding(
  imageTower: Tower(inputDimension: 12, hiddenDimensions: [16], outputDimension: 8, seed: 1),
  textTower: Tower(inputDimension: 256, hiddenDimensions: [16], outputDimension: 8, seed: 2),
  classNames: ["apple", "tea"], textEncoder: encoder, seed: 3)
let texts = (0..<100).map { "text \($0) of an apple" }
let index = try EmbeddingIndex(model.embed(texts: texts))

/// What every later call must find.
let expected = try texts.map { try index.nearest(5, to: model.embed(text: $0)) }

struct OtherResult: Error {}

@Sendable func call(_ numbers: Range<Int>) throws {
  for number in numbers {
    let position = number % texts.count
    guard try index.nearest(5, to: model.embed(text: texts[position])) == expected[position] else {
      throw OtherResult()
    }
  }
}

func resources() throws -> (memory: Int, descriptors: Int, threads: Int) {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  func number(_ name: String) -> Int {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    return Int(line.filter(\.isNumber)) ?? 0
  }
  let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  return (number("VmRSS") * 1024, descriptors, number("Threads"))
}

for round in 1...roundCount {
  let start = callCount * (round - 1) / roundCount
  let end = callCount * round / roundCount
  try await withThrowingTaskGroup(of: Void.self) { group in
    for task in 0..<taskCount {
      let count = end - start
      group.addTask {
        try call(start + count * task / taskCount..<start + count * (task + 1) / taskCount)
      }
    }
    try await group.waitForAll()
  }
  let (memory, descriptors, threads) = try resources()
  print(end, memory, descriptors, threads)
}
