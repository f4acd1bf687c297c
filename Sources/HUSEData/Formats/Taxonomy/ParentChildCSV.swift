import Foundation
import HUSECore

/// A taxonomy as a table of parents and children, with rows in any order.
enum ParentChildCSV {
  private struct Row {
    let parent: String
    let line: Int
  }

  static func tree(contentsOf url: URL) throws(HUSEError) -> NamedTree {
    var reader = try CSVReader(contentsOf: url)
    var tree = NamedTree(path: reader.path)
    let columns = try columns(&reader, tree)
    var rowOfChild: [String: Row] = [:]
    // In the order of the file, so that the same file gives the same tree.
    var children: [String: [String]] = [:]
    var parents: [String] = []
    while let record = try reader.next() {
      let parent = try record.text(columns.parent).trimmingCharacters(in: .whitespaces)
      let child = try record.text(columns.child).trimmingCharacters(in: .whitespaces)
      guard !child.isEmpty else {
        throw tree.malformed("line \(record.line) has no child", "Name it, or remove the row.")
      }
      if let first = rowOfChild.updateValue(Row(parent: parent, line: record.line), forKey: child) {
        throw tree.malformed(
          "line \(record.line) puts '\(child)' below '\(parent)', but line \(first.line) below "
            + "'\(first.parent)'", "Give every child one parent, in one row.")
      }
      if children[parent] == nil { parents.append(parent) }
      children[parent, default: []].append(child)
    }
    let roots = children[""] ?? []
    let tops = roots + parents.filter { !$0.isEmpty && rowOfChild[$0] == nil }
    guard tops.count <= 1 else {
      throw tree.malformed(
        "has \(tops.count) roots: \(tops.prefix(8).joined(separator: ", "))",
        "Put everything below one root.")
    }
    var waiting: [(name: String, parent: Int?)] = tops.map { ($0, nil) }
    while let (name, parent) = waiting.popLast() {
      let line = rowOfChild.removeValue(forKey: name)?.line
      let node = try tree.add(name, below: parent, line: line ?? 1)
      waiting += (children[name] ?? []).reversed().map { ($0, node) }
    }
    if let cycle = cycle(in: rowOfChild) {
      throw tree.malformed(
        "has a cycle: \(cycle.joined(separator: " → "))", "Remove one of these rows.")
    }
    return tree
  }

  /// A cycle among the rows that no root leads to, from parent to child.
  private static func cycle(in rows: [String: Row]) -> [String]? {
    guard var name = rows.min(by: { $0.value.line < $1.value.line })?.key else { return nil }
    var path: [String] = []
    var visited: Set<String> = []
    while visited.insert(name).inserted, let row = rows[name] {
      path.append(name)
      name = row.parent
    }
    path.append(name)
    return path.drop { $0 != name }.reversed()
  }

  private static func columns(
    _ reader: inout CSVReader, _ tree: NamedTree
  ) throws(HUSEError) -> (parent: Int, child: Int) {
    let names = try reader.next()?.texts().map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard let names, let parent = names.firstIndex(of: "parent"),
      let child = names.firstIndex(of: "child")
    else {
      throw tree.malformed(
        "expected the columns parent and child, found "
          + (names.map { $0.prefix(8).joined(separator: ", ") } ?? "nothing"),
        "Name the columns in the first row.")
    }
    return (parent, child)
  }
}
