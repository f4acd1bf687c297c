import Foundation
import Synchronization

/// What the server has done, in the text format of Prometheus.
final class Metrics: Sendable {
  private struct Route: Hashable {
    let path: String
    let status: Int
  }

  private struct State {
    var requests: [Route: Int] = [:]
    var durations: [String: Histogram] = [:]
    var work: [String: Histogram] = [:]
    var refused: [String: Int] = [:]
    var inFlight = 0
    var requestBytes = 0
    var responseBytes = 0
  }

  private let state = Mutex(State())
  private let start = Date()

  func begin() { state.withLock { $0.inFlight += 1 } }

  /// Counts a request that was answered, and with it why it was refused: no one sees one figure
  /// without the other.
  ///
  /// - Parameters:
  ///   - path: the path of the route, of which there are few.
  ///   - status: the code of the status.
  ///   - refusal: the code of the error, of a request that was refused.
  ///   - duration: the time to the response.
  ///   - bytes: the length of the body of the response.
  func end(
    _ path: String, status: Int, refusal: String?, duration: Duration, bytes: Int
  ) {
    state.withLock {
      $0.inFlight -= 1
      if let refusal { $0.refused[refusal, default: 0] += 1 }
      $0.requests[Route(path: path, status: status), default: 0] += 1
      $0.durations[path, default: Histogram()].add(duration / .seconds(1))
      $0.responseBytes += bytes
    }
  }

  /// Counts a connection that was cut off, by the code of its error.
  func refuse(_ code: String) { state.withLock { $0.refused[code, default: 0] += 1 } }

  /// Counts the work for a request, without the time that it waited.
  func work(_ path: String, _ duration: Duration) {
    state.withLock { $0.work[path, default: Histogram()].add(duration / .seconds(1)) }
  }

  func receive(bytes: Int) { state.withLock { $0.requestBytes += bytes } }

  /// All figures, with the number of items in the index.
  func text(items: Int) -> String {
    let state = state.withLock { $0 }
    var text = PrometheusText()
    text.add(
      "huse_requests_total", "Requests answered.", .counter,
      state.requests.map { ([("route", $0.path), ("status", "\($0.status)")], Double($1)) })
    text.add(
      "huse_request_duration_seconds", "Time from the head to the response.", state.durations)
    text.add(
      "huse_work_seconds", "Time to decode, embed and search, without waiting.", state.work)
    text.add(
      "huse_refused_total", "Requests refused, by the code of the error.", .counter,
      state.refused.map { ([("code", $0)], Double($1)) })
    text.add("huse_requests_in_flight", "Requests being answered.", .gauge, state.inFlight)
    text.add("huse_request_bytes_total", "Bytes of bodies received.", .counter, state.requestBytes)
    text.add("huse_response_bytes_total", "Bytes of bodies sent.", .counter, state.responseBytes)
    text.add("huse_index_items", "Items in the index.", .gauge, items)
    text.add(
      "process_resident_memory_bytes", "Resident memory.", .gauge, Self.residentBytes)
    text.add(
      "process_start_time_seconds", "Start of the process, in seconds since 1970.", .gauge,
      Int(start.timeIntervalSince1970))
    return text.text
  }

  private static var residentBytes: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
      .split(separator: " ")
    return (fields?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// Counts of durations below some bounds.
struct Histogram: Sendable {
  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  /// The number of durations of each bucket; the last is for those above all bounds.
  private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  private(set) var sum = 0.0

  mutating func add(_ seconds: Double) {
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    sum += seconds
  }
}
