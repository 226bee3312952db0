/// Some keys, to ask a mapping for any of them at once.
package struct KeySet: Sendable {
    private let keys: Set<String>
    /// For each length whether some key has it: most keys of a mapping are told from all of these by it alone.
    private let hasLength: [Bool]

    package init(_ keys: [String]) {
        self.keys = Set(keys)
        let longest = keys.map(\.utf8.count).max() ?? 0
        hasLength = (0...longest).map { length in keys.contains { $0.utf8.count == length } }
    }

    func contains(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard key.count < hasLength.count, hasLength[key.count] else { return false }
        return keys.contains(String(decoding: key, as: UTF8.self))
    }
}
