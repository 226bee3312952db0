import Foundation
import PacelineRuntime
import Testing

@testable import Goldens

/// A choice always sends its tag, and no other alternative's.
struct GoldenTagTests {
    typealias API = ChoiceTags

    /// What is sent, by the schema that it is a value of. `scripts/check-bodies` holds these texts against the
    /// document.
    static let bodies: [(schema: String, text: String)] = [
        ("Pet", #"{"type":"cat","lives":9}"#),
        ("Pet", #"{"type":"dog","name":"n"}"#),
        ("Shape", #"{"kind":"circle","size":1}"#),
        ("Shape", #"{"kind":"square"}"#),
        ("Light", #"{"colour":"red","seconds":1}"#),
        ("Light", #"{"colour":"green"}"#),
        ("Format", #"{"version":1,"a":"x"}"#),
        ("Format", #"{"version":2}"#),
        ("Result", #"{"ok":true,"value":"v"}"#),
        ("Result", #"{"ok":false,"why":"w"}"#),
        ("Note", #"{"kind":"text","text":"t"}"#),
        ("Note", #"{"kind":"link","url":"u"}"#),
        ("Event", #"{"@type":"opened","by":"b"}"#),
        ("Event", #"{"@type":"closed"}"#),
        ("Medium", #"{"type":"image","width":1}"#),
        ("Medium", #"{"type":"photo"}"#),
        ("Medium", #"{"type":"sound","seconds":1}"#),
        ("Attachment", #"{"type":"attached sound","seconds":1}"#),
        ("Attachment", #"{"type":"document"}"#),
        ("Animal", #"{"type":"cat"}"#),
        ("Animal", #"{"type":"shark"}"#),
        ("Animal", #"{"type":"pike"}"#),
        ("Animal", #""sponge""#),
        ("Place", #"{"type":"town","name":"t"}"#),
        ("Place", #"{"type":"sea"}"#),
        ("Place", #"{"x":1,"y":2}"#),
        ("Tool", #"{"kind":"search"}"#),
        ("Tool", #"{"kind":"shell","name":"n"}"#),
        ("Tool", #"{"name":"n"}"#),
        ("Tool", #"{"id":"i"}"#),
        ("Tool", #"{"a":1,"b":2}"#),
        ("Content", #"{"type":"plant","height":1}"#),
        ("Content", #"{"type":"cat"}"#),
        ("Content", #"[{"type":"plant"}]"#),
        ("Content", "[]"),
        ("Content", #""text""#),
    ]

    /// The same values, made by a caller who says nothing of tags that the case says already.
    static let values: [any JSONValue] = [
        API.Pet.cat(.init(lives: 9)), API.Pet.dog(.init(name: "n")),
        API.Shape.circle(.init(size: 1)), API.Shape.square(.init()),
        API.Light.redLight(.init(seconds: 1)), API.Light.greenLight(.init()),
        API.Format.format1(.init(a: "x")), API.Format.format2(.init()),
        API.Result.good(.init(value: "v")), API.Result.bad(.init(why: "w")),
        API.Note.textNote(.init(text: "t")), API.Note.linkNote(.init(url: "u")),
        API.Event.opened(.init(by: "b")), API.Event.closed(.init()),
        API.Medium.image(.init(width: 1)), API.Medium.image(.init(type: "photo")),
        // Another choice's tag is taken for none.
        API.Medium.sound(.init(type: "attached sound", seconds: 1)),
        API.Attachment.sound(.init(type: "sound", seconds: 1)), API.Attachment.document(.init()),
        API.Animal.pet(.cat(.init())), API.Animal.fish(.init()), API.Animal.fish(.init(type: .pike)),
        API.Animal.string("sponge"),
        API.Place.town(.init(name: "t")), API.Place.sea(.init()), API.Place.point(.init(x: 1, y: 2)),
        API.Tool.search(.init()), API.Tool.shell(.init(name: "n")), API.Tool.named(.init(name: "n")),
        API.Tool.called(.init(id: "i")), API.Tool.labels(["a": 1, "b": 2]),
        API.Content.plant(.init(height: 1)), API.Content.pet(.cat(.init())), API.Content.plantList([.init()]),
        API.Content.numberList([]), API.Content.string("text"),
    ]

    @Test func everyAlternativeIsSentWithItsTag() throws {
        #expect(Self.values.count == Self.bodies.count)
        for (value, body) in zip(Self.values, Self.bodies) {
            // The order of members is the document's; the tag's own place in it does not matter here.
            #expect(try read(written(value), as: JSON.self) == read(body.text, as: JSON.self), "\(body)")
        }
    }

    @Test func whatIsSentIsReadAsTheSame() throws {
        for value in Self.values {
            let text = try written(value)
            func again<Value: JSONValue>(_ value: Value) throws -> String { try written(read(text, as: Value.self)) }
            // Where the tag is no property, it moves to the others that the document does not name.
            #expect(try read(again(value), as: JSON.self) == read(text, as: JSON.self))
        }
    }

    @Test func theSchemasOfTheDocumentHoldForTheBodies() throws {
        let lines = try Self.bodies.map { body in
            try written(JSON.object(["schema": .string(body.schema), "body": read(body.text)]))
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Cases/positive/choice-tags/bodies.jsonl").standardized
        let text = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test func aTagThatIsNotThereIsReadByTheRest() throws {
        guard case .dog = try read(#"{"name":"n"}"#, as: API.Pet.self),
            case .format2 = try read(#"{"b":"x"}"#, as: API.Format.self),
            case .closed = try read(#"{"at":1}"#, as: API.Event.self),
            case .textNote = try read(#"{"text":"t"}"#, as: API.Note.self),
            case .unknown = try read(#"{"size":1}"#, as: API.Shape.self),
            case .unknown = try read(#"{"kind":"hexagon","size":1}"#, as: API.Shape.self),
            case .unknown = try read(#"{"type":"bird"}"#, as: API.Animal.self),
            // What has no tag is rather what asks for none.
            case .point = try read("{}", as: API.Place.self),
            case .point = try read(#"{"x":1,"z":2}"#, as: API.Place.self),
            case .town = try read(#"{"name":"n"}"#, as: API.Place.self),
            case .sea = try read(#"{"depth":1}"#, as: API.Place.self),
            case .sea = try read(#"{"type":"sea","x":1,"y":2}"#, as: API.Place.self),
            case .point = try read(#"{"type":"sky","x":1,"y":2}"#, as: API.Place.self),
            case .named = try read(#"{"name":"n"}"#, as: API.Tool.self),
            case .called = try read(#"{"name":"n","id":"i"}"#, as: API.Tool.self),
            case .labels = try read(#"{"more":1}"#, as: API.Tool.self),
            case .string = try read(#""sponge""#, as: API.Animal.self),
            case .plant = try read(#"{"height":1}"#, as: API.Content.self),
            case .plantList = try read("[]", as: API.Content.self),
            case .numberList = try read("[1]", as: API.Content.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func unknownMembersDoNotRepeatTheTag() throws {
        let event = try read(#"{"by":"b","@type":"opened","more":[1]}"#, as: API.Event.self)
        #expect(try written(event) == #"{"by":"b","@type":"opened","more":[1]}"#)
        guard case .opened(var opened) = event else {
            Issue.record("an alternative was missed")
            return
        }
        opened.additionalProperties["@type"] = "closed"
        #expect(try written(API.Event.opened(opened)) == #"{"@type":"opened","by":"b","more":[1]}"#)
    }

    @Test func tagsStandInEachElement() throws {
        let text =
            #"{"pets":[{"lives":1,"type":"cat"},{"type":"dog","name":"n"}],"media":[{"type":"photo"},{"type":"sound"}]}"#
        try roundTrip(text, as: API.Everything.self)
        let media = API.Everything(media: [.image(.init()), .sound(.init(type: "x", seconds: 2)), .unknown(.null)])
        #expect(try written(media) == #"{"media":[{"type":"image"},{"type":"sound","seconds":2},null]}"#)
    }
}
