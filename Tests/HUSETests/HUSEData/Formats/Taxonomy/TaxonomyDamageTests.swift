import Foundation
import HUSEData
import Testing

/// Files that are not trees: the error says where and why.
@Suite struct TaxonomyDamageTests {
  /// The error without the path of the folder.
  private static func error(
    reading text: String, named name: String, classNames: [String]? = nil
  ) throws -> String? {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: name)
    let found = errorText { () throws(HUSEError) in
      try Taxonomy(contentsOf: file, classNames: classNames)
    }
    return found?.replacing(folder.url.path + "/", with: "")
  }

  @Test(arguments: [
    ("", "food.txt: has no names. Write a tree to it."),
    (
      "food\n  apple\ndrinks\n",
      "food.txt: line 3 begins a second tree with 'drinks'; the first has the root "
        + "'food' (line 1). "
        + "Put everything below one root."
    ),
    (
      "food\n  apple\n  pear\n  apple\n",
      "food.txt: line 4 repeats the name 'apple' of line 2. Give every node a different name."
    ),
    (
      "food\n    apple\n\n  pear\n",
      "food.txt: line 4 is indented by 2, expected one of 0, 4. "
        + "Indent it like its siblings."
    ),
    (
      "food\n  apple\n\tpear\n",
      "food.txt: line 3 is indented with tabs, line 2 with spaces. "
        + "Indent either with spaces or with tabs."
    ),
    (
      "food\n\u{A0}apple\n",
      "food.txt: line 2 is indented with other white space, line 2 with other white space. "
        + "Indent either with spaces or with tabs."
    ),
  ])
  func indentedText(text: String, expected: String) throws {
    #expect(try Self.error(reading: text, named: "food.txt") == expected)
  }

  @Test(arguments: [
    ("  \n", "has no names. Write a tree to it."),
    ("(a,b)food", "does not end with ';'. Add it; check that the file is complete."),
    ("((a,b);", "the '(' on line 1 is not closed. Close it; check that the file is complete."),
    ("(a,\n(b", "the '(' on line 2 is not closed. Close it; check that the file is complete."),
    (
      "(a,b));",
      "line 1 has ')' where a name is expected. Write a tree as in ((apple,pear)fruit,pizza)food;"
    ),
    (
      "('a' b,c);",
      "line 1 has 'b' where ',' or ')' is expected. "
        + "Write a tree as in ((apple,pear)fruit,pizza)food;"
    ),
    (
      "(a,b)\n(c,d);",
      "line 2 has '(' where a name is expected. Write a tree as in ((apple,pear)fruit,pizza)food;"
    ),
    (
      "(a,b);\n(c,d);",
      "line 2 continues with '(' after the ';' that ends the tree. Write only one tree to a file."
    ),
    ("(a,\nb,a);", "line 2 repeats the name 'a' of line 1. Give every node a different name."),
    ("(a,);", "line 1 has a leaf without a name. Give every leaf a name."),
    ("(a,'');", "line 1 has an empty name. Write a name, or no quotes."),
    ("(a,'b);", "the quote on line 1 is not closed. Close it on the same line."),
    ("(a,[b);", "the comment that opens on line 1 is not closed. Close it with ']'."),
    (
      "(a:long,b);",
      "line 1 has 'long' as a branch length, expected a number. "
        + "Quote a name that contains ':'."
    ),
  ])
  func newick(text: String, expected: String) throws {
    #expect(try Self.error(reading: text, named: "food.nwk") == "food.nwk: " + expected)
  }

  @Test(arguments: [
    (
      "",
      "expected the columns parent and child, found nothing. Name the columns in the first row."
    ),
    (
      "from,to\n",
      "expected the columns parent and child, found from, to. Name the columns in the first row."
    ),
    ("parent,child\n", "has no names. Write a tree to it."),
    ("parent,child\nfood,\n", "line 2 has no child. Name it, or remove the row."),
    (
      "parent,child\nfood,fruit\nfruit,tomato\nfood,tomato\n",
      "line 4 puts 'tomato' below 'food', but line 3 below 'fruit'. "
        + "Give every child one parent, in one row."
    ),
    (
      "parent,child\nfood,fruit\nfood,fruit\n",
      "line 3 puts 'fruit' below 'food', but line 2 below 'food'. "
        + "Give every child one parent, in one row."
    ),
    (
      "parent,child\n,food\nfood,fruit\ndrinks,tea\n",
      "has 2 roots: food, drinks. Put everything below one root."
    ),
    (
      "parent,child\nfood,fruit\na,tea\nc,a\nb,c\na,b\n",
      "has a cycle: a → b → c → a. Remove one of these rows."
    ),
    ("parent,child\na,a\n", "has a cycle: a → a. Remove one of these rows."),
    (
      "parent,child\nfood,fruit,red\n",
      "line 2 has 3 fields, but the others have 2. "
        + "Quote fields that contain commas, or add the missing fields."
    ),
  ])
  func parentsAndChildren(text: String, expected: String) throws {
    #expect(try Self.error(reading: text, named: "food.csv") == "food.csv: " + expected)
  }

  @Test func classesThatDoNotFit() throws {
    let text = "food\n  apple\n  pear\n"
    #expect(
      try Self.error(reading: text, named: "food.txt", classNames: ["apple", "fig"])
        == "food.txt: has no class 'fig'. Add it to the tree, which has: apple, food, pear.")
    #expect(
      try Self.error(reading: text, named: "food.txt", classNames: ["apple", "apple"])
        == "food.txt: is to be read with a duplicate class 'apple'. Pass each class once.")
    #expect(
      try Self.error(reading: text, named: "food.txt", classNames: [])
        == "food.txt: is to be read with an empty list of classes. "
        + "Pass at least one class name, or no list for the leaves.")
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(
      try Self.error(reading: "food", named: "food.xml")
        == "food.xml: found the extension 'xml', which is not supported. "
        + "Supported: txt, nwk, newick and csv. "
        + "Pass `format:` to read a file with another extension.")
    let folder = try TemporaryFolder()
    #expect(
      errorText { () throws(HUSEError) in
        try Taxonomy(contentsOf: folder.url.appendingPathComponent("none.txt"))
      }?.hasSuffix("none.txt: no such file or folder. Check the path.") == true)
    let file = try folder.write(Data([0x28, 0x61, 0x2C, 0x0A, 0xE9, 0x29, 0x3B]), to: "latin.nwk")
    #expect(
      errorText { () throws(HUSEError) in try Taxonomy(contentsOf: file) }?
        .hasSuffix("latin.nwk: line 2 is not UTF-8. Save the file in UTF-8.") == true)
  }
}
