/// A place in a source.
package struct SourceLocation: Hashable, Sendable {
    /// The path of the source, as the user gave it.
    package var path: String
    /// The line, from 1.
    package var line: Int
    /// The column, from 1, in Unicode scalars (the unit in which libyaml counts).
    package var column: Int

    package init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }
}

extension SourceLocation: Comparable {
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.path, left.line, left.column) < (right.path, right.line, right.column)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `path:line:column`, the form that editors and build logs turn into a link.
    package var description: String { "\(path):\(line):\(column)" }
}
