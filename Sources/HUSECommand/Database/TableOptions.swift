import ArgumentParser
import HUSE
import HUSEPostgres

/// The options that name a table of PostgreSQL.
struct TableOptions: ParsableArguments {
  @Option(
    help: """
      Server and database: a URL such as postgresql://user@host/database?sslmode=verify-full, or \
      keywords as for psql; '' takes all from the environment. Keep the password in PGPASSWORD or \
      ~/.pgpass, since others see the arguments of a program.
      """)
  var postgres: String?

  @Option(help: "With --postgres, the table: a name, or a schema and a name as schema.name.")
  var postgresTable = "embeddings"

  /// The connections; `nil` without `--postgres`.
  func pool() throws(HUSEError) -> PostgresPool? {
    guard let postgres else { return nil }
    return PostgresPool(try PostgresAddress(postgres))
  }
}
