import HTTPTypes
import Hummingbird

/// Refuses requests without the token of the server.
///
/// A server without a token is for programs and browsers of its own machine: it refuses requests
/// for another host, which a page of a stranger would send by a name that points here.
struct AccessMiddleware: RouterMiddleware {
  let token: Token?

  private static let openPaths: Set = ["/", "/health"]

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let token {
      guard Self.openPaths.contains(request.uri.path) || token.isIn(request.headers) else {
        throw APIError(
          status: .unauthorized, code: "invalid_api_key",
          message: "Pass the token of this server as 'Authorization: Bearer TOKEN'.",
          headers: [.wwwAuthenticate: "Bearer"])
      }
    } else {
      guard Self.isLoopback(request.head.authority ?? "") else {
        throw APIError(
          status: .misdirectedRequest, code: "unknown_host",
          message: "Without a token this server answers requests for 'localhost' only.")
      }
    }
    return try await next(request, context)
  }

  private static func isLoopback(_ authority: String) -> Bool {
    let host =
      authority.hasPrefix("[")
      ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
    return ["localhost", "127.0.0.1", "::1"].contains(host.lowercased())
  }
}
