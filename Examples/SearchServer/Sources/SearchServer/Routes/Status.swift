import HTTPTypes
import HUSE
import Hummingbird

extension SearchService {
  /// `GET /health`: whether the server answers at all.
  func health(_ request: Request) async throws -> Response { .json(["status": "ok"]) }

  /// `GET /info`: what the server holds and takes.
  func info(_ request: Request) async throws -> Response {
    struct ClassCount: Encodable {
      let name: String
      let count: Int
    }
    struct Info: Encodable {
      let model: String
      let dimension: Int
      let items: Int
      let classes: [ClassCount]
      let takesTexts: Bool
      let takesImages: Bool
      let hasImages: Bool
      let maximumBytes: Int
    }
    return .json(
      Info(
        model: engine.name, dimension: engine.model.dimension, items: engine.itemCount,
        classes: engine.classCounts.map { ClassCount(name: $0, count: $1) },
        takesTexts: engine.model.textEncoder != nil,
        takesImages: engine.model.imageEncoder != nil,
        hasImages: engine.images?.isEmpty == false, maximumBytes: limits.bodyBytes))
  }

  /// `GET /metrics`, for Prometheus.
  func metrics(_ request: Request) async throws -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: metrics.text(items: engine.itemCount))))
  }
}
