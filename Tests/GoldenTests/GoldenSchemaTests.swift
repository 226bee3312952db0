import Foundation
import PacelineRuntime
import Testing

@testable import Goldens

/// Schemas beyond plain objects: joined ones, values that are no strings, formats, and names.
struct GoldenSchemaTests {
    @Test func elementsAndValuesHaveTheMembersOfAllParts() throws {
        let page = try roundTrip(#"{"data":[{"id":"i","size":1}]}"#, as: Joined.SizePage.self)
        #expect(page.data?.first?.id == "i" && page.data?.first?.size == 1)
        #expect(try roundTrip(#"{"k":{"id":"i","size":1}}"#, as: [String: Joined.ByKeyValue].self)["k"]?.size == 1)
    }

    @Test func partsThatLeadToThemselvesLeadToAll() throws {
        let text = #"{"next":{"next":{"left":"a","right":"b"},"right":"c"},"all":[{"all":[],"left":"d","right":"e"}]}"#
        let both = try roundTrip(text, as: Joined.Both.self)
        #expect(both.next?.next?.left == "a" && both.next?.next?.right == "b" && both.all?.first?.right == "e")
        // The part alone is still itself.
        let other = try read(#"{"other":{"next":{"right":"r","other":{}}}}"#, as: Joined.Both.self).other
        let right: Joined.Right? = other?.next
        #expect(right?.right == "r")
        try roundTrip(#"{"lists":[[],[[]]],"maps":{"a":{"b":{}}}}"#, as: Joined.Trees.self)
    }

    @Test func joinedSchemas() throws {
        #expect(try roundTrip(#"{"id":"i","kind":"c","size":1}"#, as: Joined.Narrowed.self).kind.rawValue == "c")
        #expect(throws: JSONError.self) { try read(#"{"id":"i"}"#, as: Joined.Narrowed.self) }
        guard case .bySea(let sea) = try roundTrip(#"{"id":"i","ship":"s"}"#, as: Joined.Shipment.self) else {
            Issue.record("the ship says so")
            return
        }
        #expect(sea.id == "i" && sea.ship == "s")
        #expect(try roundTrip(#"{"id":"i","left":1,"right":2}"#, as: Joined.Loose.self).right == 2)
        #expect(try roundTrip(#"{"id":"i","kind":"k","more":true}"#, as: Joined.Beside.self).more == true)
        let nested = try roundTrip(
            #"{"colour":"red","base":{"id":"b"},"short":"s","perhaps":null,"self":{"next":{"next":{}}}}"#,
            as: Joined.Nested.self)
        #expect(nested.colour == .red && nested.base?.id == "b" && nested.perhaps.value == nil)
        #expect(nested.self_?.next?.next != nil)
    }

    @Test func valuesThatAreNoStrings() throws {
        typealias Status = IntegerEnumerations.Status
        let text =
            #"{"object":"status","version":3,"level":5,"flags":[1,2,9],"only":"alone","named":2,"listed":"1","mixed":"none","#
            + #""share":0.5,"isDone":true,"state":null}"#
        let status = try roundTrip(text, as: Status.self)
        #expect(status.level == IntegerEnumerations.Level(rawValue: 5) && status.named == .secondOne)
        #expect(status.flags == [.crossPosted, .isLoud, IntegerEnumerations.Flag(rawValue: 9)])
        #expect(status.listed == .one && status.state == .null)
        #expect(
            IntegerEnumerations.Level.minus1.rawValue == -1 && IntegerEnumerations.Level.value10.parameterText == "10")
        guard case .integer(let mixed) = try roundTrip("1", as: IntegerEnumerations.Mixed.self) else {
            Issue.record("1 is an integer")
            return
        }
        #expect(mixed == .value1)
        // What can only have one value need not be said; what a server sends instead is kept.
        #expect(
            try written(Status(level: .value0, flags: []))
                == #"{"object":"status","version":3,"level":0,"flags":[],"only":"alone"}"#)
        #expect(
            try roundTrip(#"{"object":"other","version":4,"level":0,"flags":[],"only":"more"}"#, as: Status.self).only
                .rawValue
                == "more")
    }

    @Test func formats() throws {
        let text =
            #"{"picture":"AAH+/w==","price":12345678901234567890.123456789,"exact":"1.10","huge":18446744073709551615,"#
            + #""count":4294967295,"at":"2026-11-24T08:00:00.123456Z","took":"P1D","implied":"2026-11-24T08:00:00Z","prices":[0.1]}"#
        let exhibit = try roundTrip(text, as: Formats.Exhibit.self)
        #expect(exhibit.picture.bytes == [0, 1, 254, 255] && exhibit.huge == .max)
        #expect(exhibit.price == Decimal(string: "12345678901234567890.123456789") && exhibit.prices == [0.1])
        #expect(throws: JSONError.self) { try read(#"{"picture":"?"}"#, as: Formats.Exhibit.self) }
    }

    @Test func keywordsOfObjectsAndArrays() throws {
        let plan = try roundTrip(
            #"{"position":[1.5,2],"row":["a",1,true],"measures":{"a_cm":1,"b_text":"t"},"translations":{"de":"d"},"anything":[1,"a"]}"#,
            as: ObjectKeywords.Plan.self)
        #expect(plan.position == [1.5, 2] && plan.translations == ["de": "d"] && plan.row?.count == 3)
        if case .number(1)? = plan.measures?["a_cm"] {} else { Issue.record("a measure is a number") }
        #expect(
            try roundTrip(#"{"name":"n","x-a":1}"#, as: ObjectKeywords.Labelled.self).additionalProperties == ["x-a": 1]
        )
        #expect(
            try roundTrip(#"{"method":"card","cardNumber":"1"}"#, as: ObjectKeywords.Payment.self).cardNumber == "1")
    }

    @Test func names() throws {
        try roundTrip(
            #"{"agentWFMID":1,"URLs":2,"IN_PROGRESS":3,"iOSVersion":4,"SSOUrl":5}"#, as: Names.ListWFMAgents.self)
        try roundTrip(
            #"{"":1," ":2,"🎟":3,"a key with spaces":4,"a  key with spaces":5}"#, as: Names.HTTPServerConfig.self)
        try roundTrip(
            #"{"class":1,"Class":2,"CLASS":3,"func":4,"value":5,"init":6,"1st":7}"#, as: Names.LowerCase2.self)
        let values: [Names.WFM] = [.active, .notActive, .onHold, .onHold2, .self_, .default, .empty, .sold]
        #expect(
            values.map(\.rawValue) == ["ACTIVE", "NOT_ACTIVE", "on hold", "On_Hold", "self", "default", "", "🎟 sold"])
    }
}
