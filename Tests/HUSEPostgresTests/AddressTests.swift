import HUSE
import HUSEPostgres
import Testing

/// How a server is named, and that no password is.
@Suite struct AddressTests {
  @Test(
    arguments: [
      (
        "postgresql://ada:sesame@db.example.org:6000/food?sslmode=require",
        "db.example.org:6000/food"
      ),
      ("postgres://db.example.org/food", "db.example.org/food"),
      ("host=db.example.org port=6000 dbname=food password='se same'", "db.example.org:6000/food"),
      ("postgresql://ada@/food?host=/run/postgresql", "/run/postgresql/food"),
      ("service=food password=sesame", "service food"),
      ("", "PostgreSQL"),
    ])
  func anAddressPrintsAsItsServer(text: String, server: String) throws {
    let address = try PostgresAddress(text)
    #expect("\(address)" == server)
    #expect(String(reflecting: address) == server)
    var dumped = ""
    dump(address, to: &dumped)
    #expect(!dumped.contains("same"))
    #expect(!String(describing: [address]).contains("same"))
  }

  /// Whatever is wrong with a text, its parts may belong to a password.
  @Test(
    arguments: [
      "postgresql://ada:zyx@qkw@db.example.org/food",
      "postgresql://ada:zyx/qkw@db.example.org/food",
      "postgresql://ada:zyx?qkw@db.example.org/food", "postgresql://ada:77/qkw@db.example.org/food",
      "postgresql://ada:zyx%qkw@db.example.org/food",
      "postgresql://ada:zyx#qkw@db.example.org/food",
      "host=db.example.org password=zyx qkw", "host=db.example.org password=zyx qkw=x",
      "host=db.example.org password='zyxqkw", "postgresql://db.example.org/food?pasword=zyxqkw",
      "zyxqkw", "password=zyx port=qkw", "host=zyx@qkw", "password=zy\u{0}qkw",
    ])
  func anAddressThatCannotBeReadIsNotRepeated(text: String) {
    let message = errorText { () throws(HUSEError) in try PostgresAddress(text) } ?? ""
    #expect(message.hasPrefix("PostgreSQL address: expected a URL such as"))
    for secret in ["zy", "qkw", "77"] { #expect(!message.contains(secret), "\(message)") }
  }

  @Test func aPasswordIsInNoErrorOfAConnection() async throws {
    let pool = PostgresPool(
      try PostgresAddress("postgresql://ada:sesame@127.0.0.1:1/food?connect_timeout=5"))
    let error = await error { _ = try await EmbeddingTable("dishes", in: pool) }
    guard case .databaseFailed(let server, "connecting", nil, let problem, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server == "127.0.0.1:1/food")
    #expect(problem.contains("Connection refused"))
    #expect(!"\(String(describing: error))".contains("sesame"))
  }
}
