/// Takes the bytes of a stream apart into its elements, wherever the borders of the chunks are.
protocol StreamParser: Sendable {
    /// Takes further bytes.
    mutating func append(_ bytes: [UInt8])
    /// The next element that is there as a whole; nil where it takes more bytes.
    mutating func next() throws(StreamElementTooLarge) -> StreamPart?
    /// What is left once the stream has ended, called until it returns nil.
    mutating func rest() throws(StreamElementTooLarge) -> StreamPart?
    /// Where a further request goes on.
    var place: StreamPlace { get }
}

extension StreamParser {
    var place: StreamPlace { StreamPlace() }
}

/// Where a stream goes on that has broken off, and when.
struct StreamPlace: Hashable, Sendable {
    /// The id of the last event that had one; nil where there was none.
    var id: String?
    /// The reconnection time that the server has told last.
    var retry: Duration?
}

/// An element as it stands in a stream.
struct StreamPart: Hashable, Sendable {
    /// The value's text.
    var data: [UInt8]
    /// The name of an event.
    var event = "message"
    /// The id of the last event that had one; nil where there was none.
    var id: String?
    /// The reconnection time that the server has told last.
    var retry: Duration?
    /// Why it is no element.
    var problem: String?

    init(_ data: some Sequence<UInt8>) { self.data = Array(data) }
}

/// An element is larger than what is held in memory of one.
struct StreamElementTooLarge: Error, Hashable {
    /// The bound, in bytes.
    let limit: Int
}

/// The formats of streams that the runtime takes apart.
enum StreamFormat: Sendable {
    /// `text/event-stream`.
    case events
    /// JSON values, each on a line of its own.
    case lines
    /// `application/json-seq`.
    case sequence

    /// A parser that holds up to `limit` bytes of an element, from the place on where the stream broke off.
    func parser(limit: Int, behind place: StreamPlace = StreamPlace()) -> any StreamParser {
        switch self {
        case .events: EventParser(limit: limit, behind: place)
        case .lines: LineParser(limit: limit)
        case .sequence: SequenceParser(limit: limit)
        }
    }
}
