/// An example or default value.
package indirect enum Sample: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number in JSON's own notation.
    case number(String)
    case string(String)
    case array([Sample])
    /// Members in document order.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: Sample

        package init(name: String, value: Sample) {
            self.name = name
            self.value = value
        }
    }
}
