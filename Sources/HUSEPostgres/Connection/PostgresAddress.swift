import CPQ
import Foundation
import HUSECore

/// Where a PostgreSQL server is and how to connect to it, as libpq reads it.
///
/// ```swift
/// let address = try PostgresAddress(
///   "postgresql://ada@db.example.org/food?sslmode=verify-full&connect_timeout=10")
/// ```
///
/// A URL or keywords (`host=db.example.org dbname=food service=search`), with everything that libpq
/// has: TLS by `sslmode` and `sslrootcert`, time limits by `connect_timeout` and
/// `tcp_user_timeout`, `options=-c statement_timeout=5s`, several hosts. What is absent comes from
/// the environment (`PGHOST`, `PGPASSWORD`), a service file and `~/.pgpass`. It prints as the
/// server's name: the password is in no description and in no error.
public struct PostgresAddress: Sendable, Hashable {
  /// The URL or the keywords, with the password.
  let text: String
  /// The host, port and database that the text names.
  let server: String

  /// Reads an address; the empty text leaves everything to the environment.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a text that libpq cannot read. The error does not
  ///   repeat what the text holds, since a password with an unescaped character may be anywhere.
  public init(_ text: String) throws(HUSEError) {
    guard !text.utf8.contains(0) else { throw Self.invalid("a text with a NUL character") }
    try Self.checkPassword(ofURL: text)
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &message) else {
      defer { PQfreemem(message) }
      let problem = message.map { String(cString: $0) } ?? "no memory"
      throw Self.invalid(Self.hidingQuotedParts(of: problem))
    }
    defer { PQconninfoFree(options) }
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    if let host = values["host"], host.contains("@") {
      throw Self.invalid("a host with the character @")
    }
    if let port = values["port"], !port.allSatisfy({ $0.isNumber || $0 == "," }) {
      throw Self.invalid("a port that is not a number")
    }
    self.text = text
    server = Self.server(values)
  }

  /// The name of a server for messages, such as `db.example.org:5432/food`.
  private static func server(_ values: [String: String]) -> String {
    let host = values["host"] ?? values["hostaddr"]
    guard let host else { return values["service"].map { "service \($0)" } ?? "PostgreSQL" }
    return host + (values["port"].map { ":\($0)" } ?? "") + "/" + (values["dbname"] ?? "")
  }

  /// Refuses a URL whose password seems to hold a character that ends it.
  ///
  /// libpq would take a part of it for the host or the database, and name that in its messages.
  private static func checkPassword(ofURL text: String) throws(HUSEError) {
    guard let scheme = text.range(of: "://") else { return }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard rest.dropFirst(authority.count).contains("@") || authority.count(where: { $0 == "@" }) > 1
    else { return }
    throw invalid("a URL with the character @ at another place than before the host")
  }

  private static func invalid(_ problem: String) -> HUSEError {
    .invalidArgument(
      name: "PostgreSQL address", found: problem,
      expected: "a URL such as postgresql://user@host/database?sslmode=verify-full, or keywords "
        + "such as host=… dbname=…; in a URL write %40 for @, %2F for / and %3F for ? in a "
        + "password"
    )
  }

  /// The message of libpq without what it quotes of the text.
  private static func hidingQuotedParts(of message: String) -> String {
    let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().map { $0 % 2 == 0 ? String($1) : "…" }.joined(separator: "\"")
      .trimmingPrefix { $0.isWhitespace }.split(separator: "\n").joined(separator: " ")
  }
}

extension PostgresAddress: CustomStringConvertible, CustomReflectable {
  /// The server, such as `db.example.org:5432/food`.
  public var description: String { server }

  /// Shows the server only.
  public var customMirror: Mirror { Mirror(self, children: ["server": server]) }
}
