#if Redis
/// The first byte of a value: its type.
enum RESPMarker: UInt8, Sendable {
    /// `+`
    case simpleString = 0x2B
    /// `-`
    case simpleError = 0x2D
    /// `:`
    case integer = 0x3A
    /// `$`
    case bulkString = 0x24
    /// `*`
    case array = 0x2A
    /// `_`
    case null = 0x5F
    /// `#`
    case boolean = 0x23
    /// `,`
    case double = 0x2C
    /// `(`
    case bigNumber = 0x28
    /// `!`
    case bulkError = 0x21
    /// `=`
    case verbatimString = 0x3D
    /// `%`
    case map = 0x25
    /// `~`
    case set = 0x7E
    /// `>`
    case push = 0x3E
    /// `|`: pairs about the value that follows, which nobody here asks for.
    case attribute = 0x7C

    /// How long the line may be that begins with the marker, the marker and the line break not counted.
    func lineLimit(_ limits: RESPLimits) -> Int {
        switch self {
        case .simpleString, .simpleError: limits.line
        case .double, .bigNumber: limits.longDigits
        case .null, .boolean: 1
        default: limits.digits
        }
    }
}

/// Values that hold others, of which some are still to come.
struct RESPAggregate: Sendable {
    /// `array`, `set`, `push`, `map` or `attribute`.
    let marker: RESPMarker
    /// How many values are still to come; of a pair both are counted.
    private(set) var missing: Int
    private var values: [RESPValue] = []

    init(_ marker: RESPMarker, missing: Int) {
        self.marker = marker
        self.missing = missing
    }

    mutating func add(_ value: RESPValue) {
        values.append(value)
        missing -= 1
    }

    /// The value, once none is missing; nil for attributes, which are dropped.
    var value: RESPValue? {
        switch marker {
        case .attribute: nil
        case .push: .push(values)
        case .map:
            .map(
                stride(from: 0, to: values.count, by: 2).map {
                    RESPValue.Pair(key: values[$0], value: values[$0 + 1])
                })
        default: .array(values)
        }
    }
}
#endif
