import HUSECore

/// A tree as a file describes it: every name once, parents before children.
struct NamedTree {
  private let path: String
  private var names: [String] = []
  private var parents: [Int?] = []
  private var lines: [Int] = []
  private var nodeOfName: [String: Int] = [:]

  /// - Parameter path: The path of the file, for messages.
  init(path: String) { self.path = path }

  /// Adds a node and returns it.
  ///
  /// - Parameter name: Empty for a node without a name.
  /// - Throws: `HUSEError.malformedFile` for a name that is there already, and for a second root.
  mutating func add(_ name: String, below parent: Int?, line: Int) throws(HUSEError) -> Int {
    if parent == nil, !names.isEmpty {
      throw malformed(
        "line \(line) begins a second tree with '\(name)', the first has the root '\(names[0])' "
          + "(line \(lines[0]))", "Put everything below one root.")
    }
    if !name.isEmpty, let first = nodeOfName.updateValue(names.count, forKey: name) {
      throw malformed(
        "line \(line) has '\(name)' again, after line \(lines[first])",
        "Give every node a name of its own.")
    }
    names.append(name)
    parents.append(parent)
    lines.append(line)
    return names.count - 1
  }

  /// Gives a node its name, which may stand behind what lies below it.
  mutating func setName(_ name: String, of node: Int, line: Int) throws(HUSEError) {
    if let first = nodeOfName.updateValue(node, forKey: name) {
      throw malformed(
        "line \(line) has '\(name)' again, after line \(lines[first])",
        "Give every node a name of its own.")
    }
    names[node] = name
    lines[node] = line
  }

  /// - Parameter classNames: `nil` for the names with nothing below them.
  func taxonomy(classNames: [String]?) throws(HUSEError) -> Taxonomy {
    guard !names.isEmpty else {
      throw malformed("holds no names", "Write a tree into it.")
    }
    var nodeOfClass: [String: Int] = [:]
    if let classNames {
      guard !classNames.isEmpty else {
        throw .invalidData(
          source: path, problem: "is to be read with no classes",
          remedy: "Pass at least one class name, or none at all for the leaves.")
      }
      for name in classNames {
        guard let node = nodeOfName[name] else {
          throw .invalidData(
            source: path, problem: "has no class '\(name)'",
            remedy: .text(
              "Add it to the tree; it holds: "
                + "\(nodeOfName.keys.sorted().prefix(8).joined(separator: ", "))."))
        }
        guard nodeOfClass.updateValue(node, forKey: name) == nil else {
          throw .invalidData(
            source: path, problem: "is to be read with class '\(name)' twice",
            remedy: "Pass each class once.")
        }
      }
    } else {
      let inner = Set(parents)
      for node in names.indices where !inner.contains(node) {
        guard !names[node].isEmpty else {
          throw malformed(
            "line \(lines[node]) has a leaf without a name", "Name everything that is a class.")
        }
        nodeOfClass[names[node]] = node
      }
    }
    return Taxonomy(names: names, parents: parents, nodeOfClass: nodeOfClass)
  }

  func malformed(_ problem: String, _ remedy: Remedy) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: remedy)
  }
}
