/// How several values stand in one text: `{used}/{limit}`.
///
/// A name in braces is a value, `{}` is text that is skipped, everything else stands there as it is. Between two braces
/// of different values there must be some text.
public struct ValueTemplate: Hashable, Sendable {
    /// One part of a template.
    package enum Part: Hashable, Sendable {
        /// Text that stands there.
        case text(String)
        /// A value with a name, or, without one, anything.
        case hole(String)
    }

    /// The parts in order; two holes never stand side by side.
    package let parts: [Part]

    /// What can stand in braces.
    package static let names = ["limit", "remaining", "used", "reset", "rate", "bucket", "name"]

    init() { parts = [] }

    /// The template of a text; nil where braces are not closed, name something unknown or the same value twice, or
    /// stand side by side.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            guard name.isEmpty || Self.names.contains(name) && !parts.contains(.hole(name)) else { return nil }
            if case .hole? = parts.last { return nil }
            parts.append(.hole(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        guard parts.contains(where: { if case .hole(let name) = $0 { !name.isEmpty } else { false } }) else {
            return nil
        }
        self.parts = parts
    }

    /// The names of the values.
    package var holes: [String] {
        parts.compactMap { if case .hole(let name) = $0, !name.isEmpty { name } else { nil } }
    }

    /// The template as it is written.
    package var text: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .hole(let name): "{\(name)}"
            }
        }.joined()
    }
}
