import CPQ
import Foundation
import HUSECore
import Logging

/// An open connection of libpq, which closes with its last reference.
final class ConnectionHandle {
  let pointer: OpaquePointer
  private let notices: Notices

  /// Connects; waits until the server answers or the time limit of the address has passed.
  ///
  /// - Throws: `HUSEError.databaseFailed` if there is no connection.
  init(_ address: PostgresAddress, logger: Logger) throws(HUSEError) {
    // Later keywords override those that the address, in `dbname`, stands for.
    let keywords = ["fallback_application_name", "dbname", "client_encoding"]
    let values = ["huse", address.text, "UTF8"]
    let connection = Self.withCStrings(keywords) { keywords in
      Self.withCStrings(values) { values in PQconnectdbParams(keywords, values, 1) }
    }
    guard let connection else {
      throw .databaseFailed(
        server: address.server, operation: "connecting", sqlState: nil, problem: "no memory",
        remedy: "Close other programs.")
    }
    pointer = connection
    notices = Notices(logger: logger)
    guard PQstatus(connection) == CONNECTION_OK else {
      throw .connecting(to: address.server, message: String(cString: PQerrorMessage(connection)))
    }
    PQsetNoticeReceiver(
      connection,
      { context, result in
        guard let context, let message = PQresultErrorMessage(result) else { return }
        Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().add(String(cString: message))
      }, Unmanaged.passUnretained(notices).toOpaque())
  }

  deinit { PQfinish(pointer) }

  /// Whether the connection can be used for another statement.
  var isUsable: Bool {
    PQstatus(pointer) == CONNECTION_OK && PQtransactionStatus(pointer) == PQTRANS_IDLE
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) } + [nil])
  }

  /// Notices of the server, which libpq would print.
  private final class Notices {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    func add(_ message: String) {
      logger.debug("\(message.split(separator: "\n").joined(separator: " "))")
    }
  }
}
