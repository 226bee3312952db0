import CYAML

/// libyaml's parser as a stream of events; the only place that knows libyaml.
///
/// The bytes must outlive the stream. What an event points to lives until the next call of `next()`.
struct EventStream: ~Copyable {
    /// A place: line and column from 1, column in Unicode scalars.
    struct Mark {
        var line: UInt32
        var column: UInt32
    }

    /// What the start of a collection and a scalar have in common.
    struct Properties {
        var mark: Mark
        var anchor: UnsafePointer<UInt8>?
        var tag: UnsafePointer<UInt8>?
    }

    /// How a scalar is written, as far as it changes what it means.
    enum Style { case plain, doubleQuoted, other }

    enum Event {
        case documentStart(Mark)
        case scalar(Properties, text: UnsafeBufferPointer<UInt8>, Style)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        /// The end of a sequence or a mapping.
        case collectionEnd
        case alias(Mark, anchor: UnsafePointer<UInt8>)
        case streamEnd
        /// What the tree does not need: the start of the stream, the end of a document.
        case other
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var holdsEvent = false

    /// Starts on UTF-8 bytes without a byte order mark.
    init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        let isReady = yaml_parser_initialize(parser)
        precondition(isReady == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        if holdsEvent { yaml_event_delete(event) }
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// The next event; throws at the first place where the bytes are no YAML.
    mutating func next() throws(SyntaxProblem) -> Event {
        if holdsEvent { yaml_event_delete(event) }
        holdsEvent = yaml_parser_parse(parser, event) == 1
        guard holdsEvent else { throw problem() }
        let mark = Self.mark(event.pointee.start_mark)
        switch event.pointee.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.pointee.data.scalar
            return .scalar(
                Properties(
                    mark: mark, anchor: scalar.anchor.map { UnsafePointer($0) },
                    tag: scalar.tag.map { UnsafePointer($0) }),
                text: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                Self.style(scalar.style))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.pointee.data.sequence_start
            return .sequenceStart(
                Properties(
                    mark: mark, anchor: start.anchor.map { UnsafePointer($0) }, tag: start.tag.map { UnsafePointer($0) }
                ))
        case YAML_MAPPING_START_EVENT:
            let start = event.pointee.data.mapping_start
            return .mappingStart(
                Properties(
                    mark: mark, anchor: start.anchor.map { UnsafePointer($0) }, tag: start.tag.map { UnsafePointer($0) }
                ))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_ALIAS_EVENT: return .alias(mark, anchor: event.pointee.data.alias.anchor)
        case YAML_DOCUMENT_START_EVENT: return .documentStart(mark)
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return .other
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> Style {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        default: .other
        }
    }

    private static func mark(_ mark: yaml_mark_t) -> Mark {
        Mark(line: UInt32(truncatingIfNeeded: mark.line + 1), column: UInt32(truncatingIfNeeded: mark.column + 1))
    }

    private func problem() -> SyntaxProblem {
        let parser = parser.pointee
        return SyntaxProblem(
            text: parser.problem.map { String(cString: $0) } ?? "the document cannot be read",
            mark: Self.mark(parser.problem_mark),
            context: parser.context.map { String(cString: $0) },
            contextMark: Self.mark(parser.context_mark),
            // The byte reader stops before there are lines and columns.
            byteOffset: parser.error == YAML_READER_ERROR ? Int(parser.problem_offset) : nil)
    }
}
