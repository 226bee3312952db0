package import PacelineDiagnostics

/// `applies`: to which operations a policy applies.
package enum AppliesObject: Sendable {
    case all
    /// Only where an attachment names the policy.
    case explicit
    /// Any of the selectors will do.
    case selectors([OperationSelector])

    package func selects(_ operation: Operation) -> Bool {
        switch self {
        case .all: true
        case .explicit: false
        case .selectors(let selectors): selectors.contains { $0.selects(operation) }
        }
    }

    package var isAll: Bool { if case .all = self { true } else { false } }
    var isExplicit: Bool { if case .explicit = self { true } else { false } }

    var selectors: [OperationSelector] {
        switch self {
        case .all, .explicit: []
        case .selectors(let selectors): selectors
        }
    }
}

/// Some operations: those for which all members that are present hold. Limits and filters select by it.
package struct OperationSelector: Sendable {
    /// Any of these tags; nil when the selector does not ask for tags. The same goes for the others.
    package var tags: [LocatedText]?
    /// Any of these operation ids.
    package var operations: [LocatedText]?
    /// Any of these paths.
    package var paths: [PathPattern]?
    /// Any of these methods, by their keys in a path item.
    package var methods: [String]?
    /// None of these.
    package var except: [OperationSelector] = []
    package var location: SourceLocation

    package func selects(_ operation: Operation) -> Bool {
        (tags?.contains { operation.tags.contains($0.text) } ?? true)
            && (operations?.contains { operation.selectableIDs.contains($0.text) } ?? true)
            && (paths?.contains { $0.matches(operation.path) } ?? true)
            && (methods?.contains(operation.method) ?? true)
            && !except.contains { $0.selects(operation) }
    }
}

/// A pattern for path templates: `*` is one segment or a part of one, `**` any number of segments.
package struct PathPattern: Hashable, Sendable {
    package var text: String
    package var location: SourceLocation

    package init(text: String, location: SourceLocation) {
        self.text = text
        self.location = location
    }

    /// Whether a path template is like the pattern. To go back to the last `**` is enough: what an earlier one could
    /// take in its place, the last can as well.
    package func matches(_ path: String) -> Bool {
        Self.matches(Self.segments(of: text), Self.segments(of: path))
    }

    var hasStars: Bool { text.utf8.contains(UInt8(ascii: "*")) }

    static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        var (next, position) = (0, 0)
        var last: (pattern: Int, position: Int)?
        while position < path.count {
            if next < pattern.count, pattern[next] == "**" {
                last = (next, position)
                next += 1
            } else if next < pattern.count, Self.matches(pattern[next], path[position]) {
                next += 1
                position += 1
            } else if let (star, start) = last {
                last = (star, start + 1)
                (next, position) = (star + 1, start + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == "**" }
    }

    /// What stands between the slashes of a path.
    static func segments(of path: String) -> [Substring] {
        Array(path.split(separator: "/", omittingEmptySubsequences: false).dropFirst())
    }

    /// Whether a segment has the parts between the stars, in their order, and begins and ends as the pattern does.
    private static func matches(_ pattern: Substring, _ segment: Substring) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return pattern == segment
        }
        guard segment.hasPrefix(first) else { return false }
        var rest = segment.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= last.count && rest.hasSuffix(last)
    }
}
