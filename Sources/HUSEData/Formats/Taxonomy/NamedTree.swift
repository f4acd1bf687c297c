import HUSECore

/// A tree of unique names that is read from a file, with parents before children.
struct NamedTree {
  private let path: String
  private var names: [String] = []
  private var parents: [Int?] = []
  private var lines: [Int] = []
  private var nodeOfName: [String: Int] = [:]

  /// Creates an empty tree.
  ///
  /// - Parameter path: the path of the file, for messages.
  init(path: String) { self.path = path }

  /// Adds a node.
  ///
  /// - Parameters:
  ///   - name: the name, empty for a node without one.
  ///   - parent: the parent; `nil` for the root.
  ///   - line: the line in the file, for messages.
  /// - Returns: the number of the node.
  /// - Throws: `HUSEError.malformedFile` for a duplicate name or a second root.
  mutating func add(_ name: String, below parent: Int?, line: Int) throws(HUSEError) -> Int {
    if parent == nil, !names.isEmpty {
      throw malformed(
        "line \(line) begins a second tree with '\(name)'; the first has the root '\(names[0])' "
          + "(line \(lines[0]))", "Put everything below one root.")
    }
    if !name.isEmpty, let first = nodeOfName.updateValue(names.count, forKey: name) {
      throw malformed(
        "line \(line) repeats the name '\(name)' of line \(lines[first])",
        "Give every node a different name.")
    }
    names.append(name)
    parents.append(parent)
    lines.append(line)
    return names.count - 1
  }

  /// Sets the name of a node, which may follow its children in the file.
  mutating func setName(_ name: String, of node: Int, line: Int) throws(HUSEError) {
    if let first = nodeOfName.updateValue(node, forKey: name) {
      throw malformed(
        "line \(line) repeats the name '\(name)' of line \(lines[first])",
        "Give every node a different name.")
    }
    names[node] = name
    lines[node] = line
  }

  /// The taxonomy of some classes.
  ///
  /// - Parameter classNames: the names of the classes; `nil` for the leaves.
  /// - Returns: the tree.
  /// - Throws: `HUSEError.malformedFile` for an empty tree or a leaf without a name; `.invalidData`
  ///   for a class that is duplicated or not in the tree.
  func taxonomy(classNames: [String]?) throws(HUSEError) -> Taxonomy {
    guard !names.isEmpty else {
      throw malformed("has no names", "Write a tree to it.")
    }
    var nodeOfClass: [String: Int] = [:]
    if let classNames {
      guard !classNames.isEmpty else {
        throw .invalidData(
          source: path, problem: "is to be read with an empty list of classes",
          remedy: "Pass at least one class name, or no list for the leaves.")
      }
      for name in classNames {
        guard let node = nodeOfName[name] else {
          throw .invalidData(
            source: path, problem: "has no class '\(name)'",
            remedy: .text(
              "Add it to the tree, which has: "
                + "\(nodeOfName.keys.sorted().prefix(8).joined(separator: ", "))."))
        }
        guard nodeOfClass.updateValue(node, forKey: name) == nil else {
          throw .invalidData(
            source: path, problem: "is to be read with a duplicate class '\(name)'",
            remedy: "Pass each class once.")
        }
      }
    } else {
      let inner = Set(parents)
      for node in names.indices where !inner.contains(node) {
        guard !names[node].isEmpty else {
          throw malformed(
            "line \(lines[node]) has a leaf without a name", "Give every leaf a name.")
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
