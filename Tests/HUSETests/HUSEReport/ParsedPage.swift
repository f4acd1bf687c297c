import Foundation
import FoundationXML

/// A page as a parser of XML reads it.
final class ParsedPage: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  private(set) var elements: [Element] = []
  private(set) var whole = ""
  private var open: [Int] = []

  /// - Throws: `Malformed` with the line and what is wrong.
  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw Malformed(
        description: "line \(parser.lineNumber): "
          + (parser.parserError.map { "\($0)" } ?? "not well-formed"))
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    whole += text
    for index in open { elements[index].text += text }
  }

  /// The text of each element of a name.
  func text(of name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

  func count(of name: String) -> Int { text(of: name).count }

  /// The values of an attribute, of the elements of a name or of all.
  func values(of attribute: String, in name: String? = nil) -> [String] {
    elements.filter { name == nil || $0.name == name }.compactMap { $0.attributes[attribute] }
  }

  var attributes: [(name: String, value: String)] {
    elements.flatMap { $0.attributes.map { ($0.key, $0.value) } }
  }
}
