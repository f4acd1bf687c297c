import HTTPTypes
import HUSE
import Hummingbird
import Logging

typealias Context = BasicRequestContext

/// Turns errors into responses, counts what is answered, and sets the headers that every response
/// has.
struct AnswerMiddleware: RouterMiddleware {
  let metrics: Metrics
  /// The methods of each path.
  let methods: [String: [HTTPRequest.Method]]

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    metrics.begin()
    var response: Response
    var refusal: String?
    do {
      response = try await next(request, context)
    } catch {
      let error =
        (error as? HTTPError)?.status == .notFound
        ? unknownRoute(request) : APIError(error, logger: context.logger)
      refusal = error.code
      response = error.response
    }
    for field in Self.headers where response.headers[field.name] == nil {
      response.headers[field.name] = field.value
    }
    metrics.end(
      methods[request.uri.path] == nil ? "other" : request.uri.path,
      status: response.status.code, refusal: refusal, duration: start.duration(to: .now),
      bytes: response.body.contentLength ?? 0)
    return response
  }

  private func unknownRoute(_ request: Request) -> APIError {
    guard let allowed = methods[request.uri.path] else {
      return .notFound("There is nothing at this path.")
    }
    let list = allowed.map(\.rawValue).joined(separator: ", ")
    return APIError(
      status: .methodNotAllowed, code: "method_not_allowed",
      message: "This path takes \(list).", headers: [.allow: list])
  }

  private static let headers: HTTPFields = [
    .cacheControl: "no-store",
    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    .xContentTypeOptions: "nosniff",
    HTTPField.Name("Referrer-Policy")!: "no-referrer",
    HTTPField.Name("Cross-Origin-Resource-Policy")!: "same-origin",
  ]
}
