import Foundation
@_spi(Generated) import PacelineJSON

// Models in the shape that the generator prints.

struct Skill: JSONModel {
    var name: String
    var priority: Int?
    var createdAt: Date
    var state: SkillState?
    @Boxed var owner: Contact?
    var tags: [String]
    var scores: [String: Double]?
    var extra: [String: JSON]

    init(
        name: String, priority: Int? = nil, createdAt: Date, state: SkillState? = nil, owner: Contact? = nil,
        tags: [String], scores: [String: Double]? = nil, extra: [String: JSON] = [:]
    ) {
        self.name = name
        self.priority = priority
        self.createdAt = createdAt
        self.state = state
        self.owner = owner
        self.tags = tags
        self.scores = scores
        self.extra = extra
    }

    init(reading r: JSONReader) {
        name = r.string("name")
        priority = r.intIfPresent("priority")
        createdAt = r.date("created_at")
        state = r.valueIfPresent("state")
        owner = r.valueIfPresent("owner")
        tags = r.list("tags")
        scores = r.mapIfPresent("scores")
        extra = r.additionalProperties("name priority created_at state owner tags scores")
    }

    func write(to w: JSONWriter) {
        w.string("name", name)
        w.intIfPresent("priority", priority)
        w.date("created_at", createdAt)
        w.valueIfPresent("state", state)
        w.valueIfPresent("owner", owner)
        w.list("tags", tags)
        w.mapIfPresent("scores", scores)
        w.additionalProperties(extra)
    }
}

struct SkillState: OpenEnum {
    var rawValue: String
    init(rawValue: String) { self.rawValue = rawValue }
    static var active: SkillState { SkillState(rawValue: "active") }
}

struct Contact: JSONCodable, Equatable {
    var kind: String
    var email: String?
    var isAgent: Bool?
    var manager: [Contact]?

    init(kind: String, email: String? = nil, isAgent: Bool? = nil, manager: [Contact]? = nil) {
        self.kind = kind
        self.email = email
        self.isAgent = isAgent
        self.manager = manager
    }

    init(reading r: JSONReader) {
        kind = r.string("kind")
        email = r.stringIfPresent("e mail")
        isAgent = r.boolIfPresent("is_agent")
        manager = r.listIfPresent("manager")
    }

    func write(to w: JSONWriter) {
        w.string("kind", kind)
        w.stringIfPresent("e mail", email)
        w.boolIfPresent("is_agent", isAgent)
        w.listIfPresent("manager", manager)
    }
}

/// Told apart by a member.
indirect enum Party: JSONCodable, Equatable {
    case contact(Contact)
    case empty(Empty)
    case unknown(JSON)

    init(reading r: JSONReader) {
        switch r.discriminator("kind") {
        case "contact": self = .contact(r.value())
        case "empty": self = .empty(r.value())
        default: self = .unknown(r.value())
        }
    }

    func write(to w: JSONWriter) {
        switch self {
        case .contact(let v): w.value(v)
        case .empty(let v): w.value(v)
        case .unknown(let v): w.value(v)
        }
    }
}

/// Told apart by the JSON kind.
indirect enum Response: JSONCodable, Equatable {
    case text(String)
    case count(Int)
    case list([Response])
    case party(Party)
    case unknown(JSON)

    init(reading r: JSONReader) {
        switch r.kind {
        case .string: self = .text(r.value())
        case .number: self = .count(r.value())
        case .array: self = .list(r.value())
        case .object: self = .party(r.value())
        default: self = .unknown(r.value())
        }
    }

    func write(to w: JSONWriter) {
        switch self {
        case .text(let v): w.value(v)
        case .count(let v): w.value(v)
        case .list(let v): w.value(v)
        case .party(let v): w.value(v)
        case .unknown(let v): w.value(v)
        }
    }
}

struct Empty: JSONCodable, Equatable {
    init() {}
    init(reading r: JSONReader) {}
    func write(to w: JSONWriter) {}
}

/// Every scalar type, required, and the forms that need a type of their own.
struct Scalars: JSONCodable, Equatable {
    var int: Int
    var double: Double
    var bool: Bool
    var int32: Int32
    var int64: Int64
    var float: Float
    var day: CalendarDate
    var nullable: Int?
    var holes: [String?]
    var grid: [[Int]]
    var days: [String: CalendarDate]
    var optDouble: Double?
    var optDate: Date?

    init(reading r: JSONReader) {
        int = r.int("int")
        double = r.double("double")
        bool = r.bool("bool")
        int32 = r.value("int32")
        int64 = r.value("int64")
        float = r.value("float")
        day = r.value("day")
        nullable = r.value("nullable")
        holes = r.list("holes")
        grid = r.list("grid")
        days = r.map("days")
        optDouble = r.doubleIfPresent("opt_double")
        optDate = r.dateIfPresent("opt_date")
    }

    func write(to w: JSONWriter) {
        w.int("int", int)
        w.double("double", double)
        w.bool("bool", bool)
        w.value("int32", int32)
        w.value("int64", int64)
        w.value("float", float)
        w.value("day", day)
        w.value("nullable", nullable)
        w.list("holes", holes)
        w.list("grid", grid)
        w.map("days", days)
        w.doubleIfPresent("opt_double", optDouble)
        w.dateIfPresent("opt_date", optDate)
    }
}

func decode<Value: JSONValue>(_ type: Value.Type = Value.self, _ text: String) throws(JSONError) -> Value {
    try JSONReader.decode(from: Array(text.utf8))
}

func encode(_ value: some JSONValue) throws(JSONError) -> String {
    String(decoding: try JSONWriter.encode(value), as: UTF8.self)
}

/// The problem with a text, as it is printed; nil if there is none.
func problem<Value: JSONValue>(_ type: Value.Type, _ text: String) -> String? {
    do {
        _ = try decode(type, text)
        return nil
    } catch {
        return error.description
    }
}
