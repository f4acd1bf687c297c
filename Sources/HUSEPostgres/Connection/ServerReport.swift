import CPQ
import HUSECore

/// What a server says about a statement that failed.
struct ServerReport {
  /// The five characters of SQLSTATE.
  let sqlState: String
  /// The message, with detail and hint.
  let text: String

  /// `nil` for a result in which the server says nothing, as when the connection is lost.
  init?(_ result: OpaquePointer) {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
    guard let sqlState = field("C"), let message = field("M") else { return nil }
    self.sqlState = sqlState
    text = [message, field("D"), field("H")].compactMap(\.self).joined(separator: "; ")
  }

  /// Whether the server has ended the connection, for whatever reason.
  var endsConnection: Bool { sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") }
}

extension HUSEError {
  /// The error of a statement that the server refused.
  static func failed(_ server: String, during operation: String, _ report: ServerReport) -> Self {
    .databaseFailed(
      server: server, operation: operation, sqlState: report.sqlState, problem: report.text,
      remedy: remedy(for: report.sqlState))
  }

  /// The error of a connection that ended.
  static func lost(_ server: String, during operation: String, problem: String) -> Self {
    // The first line says why; libpq explains it in more of them.
    let line = problem.split(whereSeparator: \.isNewline).first ?? ""
    let reason = line.trimmingPrefix("FATAL:").trimmingPrefix { $0.isWhitespace }
    return .connectionLost(
      server: server, operation: operation,
      problem: reason.isEmpty ? "the server closed it" : String(reason))
  }

  /// The error of a connection that did not come about.
  static func connecting(to server: String, message: String) -> Self {
    let lines = message.split(whereSeparator: \.isNewline).map {
      String($0.trimmingPrefix { $0.isWhitespace })
    }
    let text = lines.joined(separator: " ")
    // libpq gives no SQLSTATE here.
    let state: String? =
      if text.contains("password") || text.contains("authentication") {
        "28000"
      } else if text.contains("does not exist") {
        "3D000"
      } else if text.contains("starting up") || text.contains("recovery mode")
        || text.contains("shutting down") || text.contains("not yet accepting")
      {
        "57P03"
      } else if text.contains("too many clients") || text.contains("connection slots") {
        "53300"
      } else {
        nil
      }
    return .databaseFailed(
      server: server, operation: "connecting", sqlState: state, problem: text,
      remedy: state.map { remedy(for: $0) } ?? remedy(forConnecting: text))
  }

  /// What to do about a connection that failed for another reason.
  private static func remedy(forConnecting text: String) -> Remedy {
    if text.contains("does not support SSL") {
      return "Set up TLS on the server; without it others could read what passes."
    }
    if text.contains("certificate") || text.contains("SSL") {
      return "Check `sslmode` and `sslrootcert`, and the host that the server's certificate names."
    }
    return "Check the address and that the server runs and accepts connections from here."
  }

  /// What to do about an error, by its SQLSTATE.
  private static func remedy(for state: String) -> Remedy {
    switch state {
    case "28000", "28P01":
      "Check the user and the password: in the address, in PGPASSWORD, or in ~/.pgpass."
    case "3D000": "Correct the database or the user in the address, or create it on the server."
    case "3F000": "Create the schema, or correct its name."
    case "42501": "Ask the owner of the database for the right to do this."
    case "0A000", "58P01": "Install pgvector 0.8 or later on the server."
    case "42P01", "42703": "Open the table again; it was changed or removed by another program."
    case "53100": "Free space on the server's disk; a load resumes where it stopped."
    case "53200": "Give the server more memory, or lower `maintenance_work_mem`."
    case "53300": "Raise the server's `max_connections`, or use fewer connections."
    case "54000": "Use shorter names, or fewer values in an embedding."
    case "55P03", "40001", "40P01": "Repeat the call."
    case "57014": "Raise `statement_timeout`, unless you cancelled the task."
    case "57P03": "Repeat the call when the server has started."
    default: "The server's log may say more."
    }
  }
}
