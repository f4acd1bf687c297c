import Foundation
import HTTPTypes
import HUSE
import Hummingbird
import Logging

/// An error as a client sees it: a status, and a body in the form of OpenAI's API.
struct APIError: Error, Equatable {
  let status: HTTPResponse.Status
  /// A word for programs, such as `overloaded`.
  let code: String
  /// A sentence for people.
  let message: String
  /// The name of the parameter that is wrong.
  var parameter: String?
  var headers: HTTPFields = [:]

  static func invalid(
    _ message: String, parameter: String? = nil, code: String = "invalid_value"
  ) -> APIError {
    APIError(status: .badRequest, code: code, message: message, parameter: parameter)
  }

  static func tooLarge(_ code: String, _ message: String, parameter: String? = nil) -> APIError {
    APIError(status: .contentTooLarge, code: code, message: message, parameter: parameter)
  }

  static func notFound(_ message: String) -> APIError {
    APIError(status: .notFound, code: "not_found", message: message)
  }

  static func overloaded(_ message: String) -> APIError {
    APIError(
      status: .serviceUnavailable, code: "overloaded", message: message,
      headers: [.retryAfter: "1"])
  }

  /// The connection ended, or its time was over, before the request was complete.
  static let incomplete = APIError(
    status: .requestTimeout, code: "incomplete_request",
    message: "The request did not arrive completely in time.")

  /// The database does not answer.
  static let unavailable = APIError(
    status: .serviceUnavailable, code: "database_unavailable",
    message: "The database of this server does not answer; try again.",
    headers: [.retryAfter: "5"])

  static let internalError = APIError(
    status: .internalServerError, code: "internal_error",
    message: "The server could not answer; its log says why.")
}

extension APIError {
  /// What a client is told about any error.
  ///
  /// An error that is not about the request is logged and not shown.
  init(_ error: any Error, logger: Logger) {
    switch error {
    case let error as APIError: self = error
    case let error as HUSEError: self.init(error, logger: logger)
    default:
      logger.error("\(error)")
      self = .internalError
    }
  }

  private init(_ error: HUSEError, logger: Logger) {
    switch error {
    case .noTextEncoder:
      self = .invalid("The model of this server takes no texts.")
    case .noImageEncoder:
      self = .invalid("The model of this server takes no images.")
    case .malformedFile, .unsupportedFile:
      self = .invalid(error.description { _ in nil }, code: "invalid_image")
    case .encodingFailed, .invalidRow:
      self = .invalid(error.description { _ in nil })
    case .connectionLost, .databaseFailed(_, "connecting", _, _, _):
      logger.error("\(error)")
      self = .unavailable
    default:
      logger.error("\(error)")
      self = .internalError
    }
  }

  var response: Response {
    var response = Response.json(Body(error: Content(self)), status: status)
    response.headers.append(contentsOf: headers)
    return response
  }

  private struct Body: Encodable {
    let error: Content
  }

  private struct Content: Encodable {
    let message: String
    let type: String
    let param: String?
    let code: String

    init(_ error: APIError) {
      message = error.message
      type = error.status.kind == .serverError ? "server_error" : "invalid_request_error"
      param = error.parameter
      code = error.code
    }

    private enum CodingKeys: String, CodingKey { case message, type, param, code }

    // `param` is null rather than absent, as with OpenAI.
    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(message, forKey: .message)
      try values.encode(type, forKey: .type)
      try values.encode(param, forKey: .param)
      try values.encode(code, forKey: .code)
    }
  }
}

extension Response {
  /// A response with a value as JSON.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let body = try encoder.encode(value)
      return Response(
        status: status, headers: [.contentType: "application/json; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    } catch {
      preconditionFailure("a response that is no JSON: \(error)")
    }
  }
}
