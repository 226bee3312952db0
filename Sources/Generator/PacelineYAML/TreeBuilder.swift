internal import PacelineDiagnostics

/// Builds the tree from libyaml's events, without recursion, and finds what YAML allows and a description cannot mean.
struct TreeBuilder {
    /// How deep collections may be nested, aliases expanded. Whoever walks the tree by recursion relies on it.
    static let depthLimit = 1000
    /// How many nodes aliases may add in all. A few lines of aliases to aliases could otherwise stand for billions.
    static let expansionLimit = 1_000_000

    private(set) var diagnostics: [Diagnostic] = []
    /// What ended the reading, when it was libyaml.
    private(set) var problem: SyntaxProblem?
    private let path: String
    /// Whether private characters stand for others (``TextRepair``).
    private let isRepaired: Bool
    var records: [YAMLTree.Record] = []
    private var texts: TextTable
    private var longMappings: [UInt64: UInt32] = [:]
    private var open: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    var expandedNodes = 0
    private var documentCount = 0
    /// For each text the mapping, then the key's record, in which it was last a key: finds duplicates in one pass.
    private var lastUse: [(mapping: UInt32, key: UInt32)] = []

    /// A collection that has begun.
    struct Frame {
        var index: UInt32
        var isMapping: Bool
        var hasMergeKey = false
        var children: UInt32 = 0
        /// The deepest nesting met inside, aliases expanded, counted from the root.
        var deepest: Int
        var expandedBefore: Int
        var anchor: String?
    }

    /// What an alias stands for.
    private struct Anchor {
        var index: UInt32
        /// Nodes in it, aliases expanded; nil while it is still open.
        var size: Int?
        /// Levels of nesting in it, aliases expanded.
        var height: Int
    }

    /// A mistake after which there is no tree.
    private struct Stop: Error {
        var diagnostic: Diagnostic
    }

    init(path: String, byteCount: Int, isRepaired: Bool) {
        self.path = path
        self.isRepaired = isRepaired
        texts = TextTable(expectedBytes: byteCount / 2)
        // Descriptions have a node for every 16 to 25 bytes.
        records.reserveCapacity(byteCount / 20)
    }

    /// The tree; nil when there is none, with an error in `diagnostics`.
    mutating func build(from bytes: UnsafeBufferPointer<UInt8>) -> YAMLTree? {
        var stream = EventStream(utf8: bytes)
        var isOpen = true
        while isOpen {
            let event: EventStream.Event
            do {
                event = try stream.next()
            } catch {
                problem = error
                diagnostics.append(error.diagnostic(path: path, bytes: bytes))
                return nil
            }
            do {
                isOpen = try take(event)
            } catch {
                diagnostics.append(error.diagnostic)
                return nil
            }
        }
        guard !records.isEmpty else {
            report(.error, .emptyDocument, "the document is empty", at: .init(line: 1, column: 1))
            return nil
        }
        return YAMLTree(path: path, records: records, texts: texts, longMappings: longMappings)
    }

    /// Takes one event; false when it was the last that counts.
    private mutating func take(_ event: EventStream.Event) throws(Stop) -> Bool {
        switch event {
        case .scalar(let properties, let text, let style): addScalar(properties, text, style)
        case .sequenceStart(let properties): try begin(properties, isMapping: false)
        case .mappingStart(let properties): try begin(properties, isMapping: true)
        case .collectionEnd: end()
        case .alias(let mark, let anchor): try addAlias(mark, String(cString: anchor))
        case .documentStart(let mark):
            documentCount += 1
            if documentCount > 1 {
                report(
                    .lost, .severalDocuments, "a second document begins here; only the first is read", at: mark,
                    hint: "keep one document in a file")
                return false
            }
        case .streamEnd: return false
        case .other: break
        }
        return true
    }

    private mutating func addScalar(
        _ properties: EventStream.Properties, _ text: UnsafeBufferPointer<UInt8>, _ style: EventStream.Style
    ) {
        let isPlain = style == .plain
        let isKey = isKeyNext
        let index = countNode()
        var record = YAMLTree.Record(
            shape: isPlain ? .plain : .quoted, line: properties.mark.line, column: properties.mark.column,
            value: intern(text, style, at: properties.mark), end: index + 1)
        if let tag = properties.tag {
            record.tag = tagMeaning(String(cString: tag), of: text, at: properties.mark)
        }
        if isPlain, isKey, text.elementsEqual("<<".utf8) {
            record.isSkipped = true
            open[open.count - 1].hasMergeKey = true
        }
        records.append(record)
        if let anchor = properties.anchor {
            anchors[String(cString: anchor)] = Anchor(index: index, size: 1, height: 0)
        }
    }

    /// The number of a text, as it stands in the document.
    private mutating func intern(
        _ text: UnsafeBufferPointer<UInt8>, _ style: EventStream.Style, at mark: EventStream.Mark
    ) -> UInt32 {
        guard isRepaired, let restored = TextRepair.restored(text, isDoubleQuoted: style == .doubleQuoted) else {
            return texts.intern(text)
        }
        if restored.lostHalf {
            report(
                .untidy, .surrogateEscape, "an escape in this text is half a character; U+FFFD is read in its place",
                at: mark, hint: "characters beyond U+FFFF are written as two escapes, the high half first")
        }
        return restored.bytes.withUnsafeBufferPointer { texts.intern($0) }
    }

    private mutating func begin(_ properties: EventStream.Properties, isMapping: Bool) throws(Stop) {
        try check(depth: open.count + 1, at: properties.mark)
        let isKey = isKeyNext
        let expandedBefore = expandedNodes
        let index = countNode()
        if isKey {
            reportCollectionKey(at: properties.mark)
        }
        if let tag = properties.tag {
            checkCollectionTag(String(cString: tag), isMapping: isMapping, at: properties.mark)
        }
        records.append(
            YAMLTree.Record(
                shape: isMapping ? .mapping : .sequence, isSkipped: isKey, line: properties.mark.line,
                column: properties.mark.column, value: 0, end: 0))
        var frame = Frame(
            index: index, isMapping: isMapping, deepest: open.count + 1, expandedBefore: expandedBefore)
        if let anchor = properties.anchor {
            let name = String(cString: anchor)
            frame.anchor = name
            anchors[name] = Anchor(index: index, size: nil, height: 0)
        }
        open.append(frame)
    }

    private mutating func end() {
        var frame = open.removeLast()
        if frame.hasMergeKey { merge(into: &frame) }
        records[Int(frame.index)].end = UInt32(records.count)
        records[Int(frame.index)].value = frame.isMapping ? closeMapping(frame) : frame.children
        if let last = open.indices.last { open[last].deepest = max(open[last].deepest, frame.deepest) }
        // The name may have been given anew inside; then the inner one is what later aliases mean.
        if let name = frame.anchor, anchors[name]?.index == frame.index {
            anchors[name]?.size = expandedNodes - frame.expandedBefore
            anchors[name]?.height = frame.deepest - open.count
        }
    }

    private mutating func addAlias(_ mark: EventStream.Mark, _ name: String) throws(Stop) {
        guard let anchor = anchors[name] else {
            throw stop(.unknownAnchor, "there is no anchor `&\(name)` before this alias", at: mark)
        }
        guard let size = anchor.size else {
            throw stop(.recursiveAlias, "the alias `*\(name)` stands inside what it stands for", at: mark)
        }
        try check(depth: open.count + anchor.height, at: mark)
        if let last = open.indices.last { open[last].deepest = max(open[last].deepest, open.count + anchor.height) }
        let isKey = isKeyNext
        let index = countNode()
        expandedNodes += size
        guard expandedNodes - records.count <= Self.expansionLimit else {
            throw stop(
                .aliasExpansion, "the aliases up to here stand for more than \(Self.expansionLimit) nodes", at: mark)
        }
        let isCollection = anchor.height > 0
        if isKey, isCollection {
            reportCollectionKey(at: mark)
        }
        records.append(
            YAMLTree.Record(
                shape: .alias, isSkipped: isKey && isCollection, line: mark.line, column: mark.column,
                value: anchor.index, end: index + 1))
    }

    /// Counts a node that is about to be appended and returns its index.
    private mutating func countNode() -> UInt32 {
        expandedNodes += 1
        if let last = open.indices.last { open[last].children += 1 }
        return UInt32(records.count)
    }

    /// Whether the next node is a key.
    private var isKeyNext: Bool {
        guard let frame = open.last, frame.isMapping else { return false }
        return frame.children % 2 == 0
    }

    /// Finds duplicate keys, makes long mappings quick to search; returns how many entries count.
    private mutating func closeMapping(_ frame: Frame) -> UInt32 {
        let isLong = frame.children / 2 > UInt32(YAMLTree.longMapping)
        while lastUse.count < texts.count { lastUse.append((.max, 0)) }
        var count: UInt32 = 0
        var key = frame.index + 1
        while key < records.count {
            let value = records[Int(key)].end
            if !records[Int(key)].isSkipped {
                count += skipEarlierEntry(of: frame.index, key: key) ? 0 : 1
                if isLong {
                    longMappings[YAMLTree.longMappingKey(mapping: frame.index, text: text(ofKey: key))] = value
                }
            }
            key = records[Int(value)].end
        }
        return count
    }

    /// Takes an earlier entry with the same key out of the mapping; false when there is none.
    private mutating func skipEarlierEntry(of mapping: UInt32, key: UInt32) -> Bool {
        let text = text(ofKey: key)
        let earlier = lastUse[Int(text)]
        lastUse[Int(text)] = (mapping, key)
        guard earlier.mapping == mapping else { return false }
        records[Int(earlier.key)].isSkipped = true
        let record = records[Int(key)]
        report(
            .lost, .duplicateKey,
            "the key `\(texts[text])` is here a second time; this one counts, not that of line \(records[Int(earlier.key)].line)",
            at: .init(line: record.line, column: record.column))
        return true
    }

    private mutating func reportCollectionKey(at mark: EventStream.Mark) {
        report(
            .lost, .keyNotScalar, "a key must be a string, not a list or a mapping; the entry is skipped", at: mark)
    }

    func text(ofKey key: UInt32) -> UInt32 { text(ofKey: records[Int(key)]) }

    func text(ofKey record: YAMLTree.Record) -> UInt32 {
        record.shape == .alias ? records[Int(record.value)].value : record.value
    }

    private func check(depth: Int, at mark: EventStream.Mark) throws(Stop) {
        if depth > Self.depthLimit {
            throw stop(.tooDeep, "lists and mappings are nested more than \(Self.depthLimit) deep here", at: mark)
        }
    }

    private func stop(_ code: DiagnosticCode, _ message: String, at mark: EventStream.Mark) -> Stop {
        Stop(diagnostic: Diagnostic(.error, code, message, at: location(mark)))
    }

    private func location(_ mark: EventStream.Mark) -> SourceLocation {
        SourceLocation(path: path, line: Int(mark.line), column: Int(mark.column))
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, at mark: EventStream.Mark,
        hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(severity, code, message, at: location(mark), hint: hint))
    }
}
