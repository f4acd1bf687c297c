import Testing

/// What `huse compare` writes as JSON.
struct CompareOutput: Decodable {
  struct Cell: Decodable { let mean: Double }
  struct Difference: Decodable {
    let difference: Double
    let pQueries: Double
    let pSplits: Double?
    let pCorrected: Double
  }
  struct Row<Value: Decodable>: Decodable {
    let name: String
    let cells: [Value?]
  }
  struct Table<Value: Decodable>: Decodable {
    let title: String
    let columns: [String]
    let rows: [Row<Value>]
  }
  struct Choice: Decodable {
    struct Recipe: Decodable { let seed: UInt64 }
    let system: String
    let split: Int
    let recipe: Recipe?
  }

  let tables: [Table<Cell>]
  let differences: [Table<Difference>]
  let choices: [Choice]

  func value(_ table: String, _ row: String, _ column: String) throws -> Double {
    let table = try #require(tables.first { $0.title == table })
    let position = try #require(table.columns.firstIndex(of: column))
    let row = try #require(table.rows.first { $0.name == row })
    return try #require(row.cells[position]).mean
  }

  func hasRow(_ table: String, _ row: String) -> Bool {
    tables.contains { $0.title == table && $0.rows.contains { $0.name == row } }
  }
}
