import Foundation
import HUSE
import Testing

@testable import HUSEPostgres

/// A PgBouncer in front of the server of the tests, in transaction mode, with or without TLS.
///
/// The server of the tests has no TLS of its own, so PgBouncer is what clients speak TLS with.
final class Pooler {
  /// The settings that decide whether clients may or must use TLS.
  enum TLS: String {
    case none = "disable"
    case required = "require"
  }

  static let path = "/usr/sbin/pgbouncer"

  private let folder: TemporaryFolder
  private let process = Process()
  private let port: UInt16

  /// Starts it, and waits until it answers.
  ///
  /// With TLS the folder holds `server.pem` and `server.key`.
  init(_ tls: TLS, in folder: TemporaryFolder) async throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.path),
      "Install PgBouncer with Scripts/set-up --with-pooler, or run Scripts/test")
    self.folder = folder
    port = try Self.freePort()
    let sockets = try await TestServer.run(
      "SELECT current_setting('unix_socket_directories')")
    let socket = try #require(sockets.first)
    let settings = """
      [databases]
      postgres = host=\(socket) dbname=postgres user=postgres pool_size=2
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = \(port)
      unix_socket_dir =
      auth_type = any
      pool_mode = transaction
      client_tls_sslmode = \(tls.rawValue)
      client_tls_cert_file = \(folder.file("server.pem").path)
      client_tls_key_file = \(folder.file("server.key").path)
      """
    let file = try folder.write(settings, to: "pooler-\(tls.rawValue).ini")
    let log = try folder.write("", to: "pooler.log")
    // Like PostgreSQL it does not run as root, but as the owner of the socket, and where this is
    // root, in a namespace that gives root another number.
    let owner = try FileManager.default.attributesOfItem(atPath: socket)[.ownerAccountID] as? Int
    let prefix =
      geteuid() != 0
      ? []
      : owner == 0
        ? ["unshare", "--user", "--map-user=1000"]
        : ["setpriv", "--reuid=\(owner ?? 0)", "--clear-groups"]
    if geteuid() == 0, owner != 0 {
      for path in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
        chmod(folder.file(path).path, 0o644)
      }
      chmod(folder.url.path, 0o755)
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = prefix + [Self.path, file.path]
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    try process.run()
    try await waitUntilItAnswers()
  }

  deinit {
    // It has inherited the signal mask of a thread that tasks run on, which blocks SIGTERM.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The URL of the server through it.
  func url(_ parameters: String = "", host: String = "localhost") -> String {
    "postgresql://postgres@\(host):\(port)/postgres?hostaddr=127.0.0.1\(parameters)"
  }

  /// Connections through it that are opened once and not tried again.
  func pool(
    _ parameters: String = "", host: String = "localhost", maximumConnections: Int = 4
  ) throws -> PostgresPool {
    PostgresPool(
      try PostgresAddress(url(parameters, host: host)), maximumConnections: maximumConnections,
      retries: .never)
  }

  private func waitUntilItAnswers() async throws {
    for _ in 0..<500 {
      let text = await errorText {
        let pool = try pool("&connect_timeout=5")
        _ = try await pool.run("asking") { (connection) throws(HUSEError) in
          try connection.execute("SELECT 1", for: "asking").count
        }
        await pool.close()
      }
      guard let text, text.contains("refused") else { return }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("PgBouncer does not answer: \(try folder.text("pooler.log"))")
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
      }
    }
    try #require(status == 0)
    return UInt16(bigEndian: address.sin_port)
  }
}

/// Certificates of a test, made by openssl.
enum Certificates {
  /// Writes `ca.pem`, another authority's `other.pem`, and `server.pem` with `server.key`, which
  /// `ca.pem` vouches for and which names `localhost`.
  static func write(to folder: TemporaryFolder) throws {
    try folder.write("subjectAltName=DNS:localhost\n", to: "names.ext")
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name in ["ca", "other"] {
      try openssl(
        ["req", "-x509", "-days", "2", "-subj", "/CN=\(name) of a test"] + key
          + ["-keyout", "\(name).key", "-out", "\(name).pem"], in: folder)
    }
    try openssl(
      ["req", "-subj", "/CN=localhost"] + key + ["-keyout", "server.key", "-out", "server.csr"],
      in: folder)
    try openssl(
      [
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", "names.ext", "-out", "server.pem",
      ], in: folder)
  }

  private static func openssl(_ arguments: [String], in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
  }
}
