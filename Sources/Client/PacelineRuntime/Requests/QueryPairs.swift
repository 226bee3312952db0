package import HTTPTypes

extension StringProtocol where SubSequence == Substring {
    /// The pairs of a query, as they stand, each with its name; percent-encoded.
    var queryPairs: [(name: Substring, pair: Substring)] {
        split(separator: "&").map { pair in (pair.prefix { $0 != "=" }, pair) }
    }
}

extension HTTPRequest {
    /// The pairs of the query; none without one.
    var queryPairs: [(name: Substring, pair: Substring)] {
        (path?.drop { $0 != "?" }.dropFirst() ?? "").queryPairs
    }

    /// The pairs of the query, decoded; a name without `=` has an empty value.
    package var queryItems: [(name: String, value: String)] {
        queryPairs.map { name, pair in
            (String(name).percentDecoded, String(pair.dropFirst(name.count + 1)).percentDecoded)
        }
    }
}
