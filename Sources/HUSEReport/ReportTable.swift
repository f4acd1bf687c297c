/// A table of figures on the page of a report.
public struct ReportTable: Sendable, Hashable {
  /// A row of a table.
  public struct Row: Sendable, Hashable {
    /// What the row is about.
    public var name: String
    /// A figure for each column; `nil` for one that is not known.
    public var figures: [ReportFigure?]

    /// Creates a row.
    public init(_ name: String, _ figures: [ReportFigure?]) {
      self.name = name
      self.figures = figures
    }
  }

  /// The heading.
  public var title: String
  /// A sentence below the heading, such as what the deviation is taken over; may be empty.
  public var note: String
  /// The heading of the first column, that of the names.
  public var rowTitle: String
  /// The headings of the other columns.
  public var columns: [String]
  /// The rows.
  public var rows: [Row]

  /// Creates a table.
  public init(title: String, note: String = "", rowTitle: String, columns: [String], rows: [Row]) {
    self.title = title
    self.note = note
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
  }
}
