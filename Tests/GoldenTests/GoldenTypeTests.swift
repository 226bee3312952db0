import Foundation
import PacelineRuntime
import Testing

@testable import Goldens

/// The expected files of `Tests/Cases/positive` are compiled here, and do what they say: types read and write JSON.
struct GoldenTypeTests {
    @Test func scalars() throws {
        let exhibit = try roundTrip(
            #"{"title":"T","count":1,"small":2,"large":9007199254740993,"ratio":0.5,"share":0.25,"isOpen":true,"#
                + #""openedAt":"2026-11-24T08:00:00Z","day":"2026-02-28","anything":[null,{"a":1}],"tags":["x"],"x":"u"}"#,
            as: Scalars.Exhibit.self)
        #expect(
            exhibit.large == 9_007_199_254_740_993 && exhibit.openedAt == Date(timeIntervalSince1970: 1_795_507_200))
        #expect(exhibit.day.description == "2026-02-28" && exhibit.x == "u")
        #expect(throws: JSONError.self) { try read(#"{"title":1}"#, as: Scalars.Exhibit.self) }
    }

    @Test func absentAndNull() throws {
        typealias Visitor = OptionalAndNullable.Visitor
        let least = try roundTrip(#"{"must":"m","mayBeNull":null,"listMayBeNull":null}"#, as: Visitor.self)
        #expect(least.mayBeNull == nil && least.listMayBeNull == nil && least.guide.value == nil && least.id == nil)
        let most = try roundTrip(
            #"{"must":"m","may":"x","mayBeNull":"y","mayBeNullOrAbsent":3,"listMayBeNull":["l"],"listOfNulls":[1,null],"#
                + #""guide":{"name":"g"},"password":"p","id":"i"}"#, as: Visitor.self)
        #expect(most.listOfNulls == [1, nil] && most.guide.value?.name == "g")
        #expect(most.mayBeNullOrAbsent == 3 && least.mayBeNullOrAbsent == .absent)
        var some = try roundTrip(
            #"{"must":"m","mayBeNull":null,"mayBeNullOrAbsent":null,"listMayBeNull":null}"#, as: Visitor.self)
        #expect(some.mayBeNullOrAbsent == .null)
        some.mayBeNullOrAbsent = .absent
        #expect(try JSONWriter.encode(some) == JSONWriter.encode(least))
        #expect(throws: JSONError.self) { try read("{}", as: Visitor.self) }
    }

    @Test func openEnumerations() throws {
        let ticket = try roundTrip(
            #"{"rating":"quote\"d","kind":"new","colours":["red","mauve"]}"#, as: Enumerations.Ticket.self)
        #expect(ticket.rating == .quoteD && ticket.kind?.rawValue == "new")
        #expect(ticket.colours == [.red, Enumerations.TicketColoursItem(rawValue: "mauve")])
        typealias Rating = Enumerations.Rating
        let values: [Rating] = [
            .plus1, .minus1, .value10, .empty, .`default`, .init_, .self_, .backSlash, .starSlash, .class,
        ]
        #expect(
            values.map(\.rawValue) == ["+1", "-1", "10", "", "default", "init", "self", #"back\slash"#, "*/", "class"])
    }

    @Test func choicesByKind() throws {
        for text in [#""a""#, "1", "true", #"["a"]"#, #"{"en":"e"}"#] {
            try roundTrip(text, as: ChoiceByKind.Label.self)
        }
        guard case .names(let names) = try read(#"{"en":"e"}"#, as: ChoiceByKind.Label.self) else {
            Issue.record("an object is a Names")
            return
        }
        #expect(names.en == "e")
        let sign = try roundTrip(#"{"label":"l","other":"2026-11-24T08:00:00Z"}"#, as: ChoiceByKind.Sign.self)
        if case .string(let date)? = sign.other.value {
            #expect(date.timeIntervalSince1970 == 1_795_507_200)
        } else {
            Issue.record()
        }
        if case .unknown? = try roundTrip(#"{"label":"l","other":[]}"#, as: ChoiceByKind.Sign.self).other.value {
        } else {
            Issue.record()
        }
        #expect(try read(#"{"label":"l","other":null}"#, as: ChoiceByKind.Sign.self).other.value == nil)
    }

    @Test func choicesByDiscriminator() throws {
        let basket = try roundTrip(
            #"{"items":[{"item kind":"book","pages":9},{"item kind":"audio book","pages":0},{"item kind":"Card","motif":"m"},"#
                + #"{"height":1,"item kind":"vase"}]}"#, as: ChoiceByDiscriminator.Basket.self)
        let kinds = basket.items.map { item in
            switch item {
            case .book(let book): "book of \(book.pages)"
            case .card(let card): "card of \(card.motif ?? "")"
            case .unknown: "unknown"
            }
        }
        #expect(kinds == ["book of 9", "book of 0", "card of m", "unknown"])
        #expect(try read(#"{"items":[],"gift":null}"#, as: ChoiceByDiscriminator.Basket.self).gift.value == nil)
    }

    @Test func joinedObjects() throws {
        let painting = try roundTrip(
            #"{"name":"n","since":"1999-12-31","painter":"p","height":2}"#, as: AllOf.Painting.self)
        #expect(painting.name == "n" && painting.width == nil)
        #expect(try roundTrip(#"{"main":{"name":"n"}}"#, as: AllOf.Room.self).main?.name == "n")
        #expect(throws: JSONError.self) { try read(#"{"name":"n"}"#, as: AllOf.StrictAlias.self) }
    }

    @Test func keysThatAreNotNamed() throws {
        let open = try roundTrip(#"{"id":"i","full name":"f","more":[1]}"#, as: AdditionalProperties.Open.self)
        #expect(open.additionalProperties == ["more": [1]])
        let counted = try read(
            #"{"total":1,"additionalProperties":"own","a":2}"#, as: AdditionalProperties.Counted.self)
        #expect(counted.additionalProperties == "own" && counted.additionalProperties2 == ["a": 2])
        let closed = try read(#"{"id":"i","more":1}"#, as: AdditionalProperties.Closed.self)
        #expect(try String(decoding: JSONWriter.encode(closed), as: UTF8.self) == #"{"id":"i"}"#)
        let catalogue = try roundTrip(
            #"{"prices":{"a":1.5},"notes":{"n":null},"rooms":{"r":{"floor":2}}}"#,
            as: AdditionalProperties.Catalogue.self)
        #expect(catalogue.prices == ["a": 1.5] && catalogue.rooms?["r"]?.floor == 2)
    }

    @Test func typesThatHoldThemselves() throws {
        var room = try roundTrip(
            #"{"name":"a","next":{"name":"b","next":{"name":"c"}},"inner":[{"name":"d"}]}"#, as: Recursion.Room.self)
        #expect(room.next?.next?.name == "c")
        let copy = room
        room.next?.name = "changed"
        #expect(copy.next?.name == "b" && room.next?.name == "changed")
        #expect(
            try roundTrip(#"{"keeper":{"wing":{"keeper":{}}}}"#, as: Recursion.Wing.self).keeper.wing?.keeper.name
                == nil)
        try roundTrip(#"[["a",["b"]],"c"]"#, as: Recursion.Clue.self)
    }

    @Test func namesThatSwiftHasTaken() throws {
        let model = try roundTrip(#"{"reader":"r","writer":"w","self":"s"}"#, as: NameClashes.StringModel.self)
        #expect(model.reader == "r" && model.writer == "w" && model.self_ == "s")
        let error = NameClashes.ErrorModel(class: "1", class2: "2", cLass: "3", value2nd: "4")
        #expect(
            try String(decoding: JSONWriter.encode(error), as: UTF8.self)
                == #"{"class":"1","Class":"2","c_lass":"3","2nd":"4"}"#)
    }

    @Test func modelsAreCodable() throws {
        let text = Data(#"{"name":"a","next":{"name":"b"}}"#.utf8)
        let room = try JSONDecoder().decode(Recursion.Room.self, from: text)
        #expect(room.next?.name == "b")
        #expect(try JSONDecoder().decode(Recursion.Room.self, from: JSONEncoder().encode(room)).next?.name == "b")
    }
}
