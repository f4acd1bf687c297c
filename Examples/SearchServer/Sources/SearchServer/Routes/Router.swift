import HTTPTypes
import Hummingbird

extension SearchService {
  /// Every route of the server.
  func router() -> Router<Context> {
    let routes: [(HTTPRequest.Method, String, @Sendable (Request) async throws -> Response)] = [
      (.get, "/", page),
      (.get, "/health", health),
      (.get, "/info", info),
      (.get, "/metrics", metrics),
      (.get, "/image", image),
      (.get, "/v1/models", models),
      (.post, "/v1/embeddings", embeddings),
      (.post, "/search", search),
      (.post, "/classify", classify),
    ]
    var methods: [String: [HTTPRequest.Method]] = [:]
    for (method, path, _) in routes {
      methods[path, default: []] += method == .get ? [.get, .head] : [method]
    }
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: AnswerMiddleware(metrics: metrics, methods: methods))
    router.add(middleware: AccessMiddleware(token: token))
    for (method, path, respond) in routes {
      router.on(RouterPath(path), method: method) { request, _ in try await respond(request) }
    }
    return router
  }
}
