import Foundation
import PacelineRuntime
import Testing

@testable import Goldens

/// Choices: which alternative is read, and that the value comes out again as it went in.
struct GoldenUnionTests {
    @Test func theShapeTellsObjectsApart() throws {
        typealias Figure = ChoiceByShape.Figure
        guard case .circle = try roundTrip(#"{"radius":1,"colour":"red"}"#, as: Figure.self),
            case .box = try roundTrip(#"{"width":1,"height":2}"#, as: Figure.self),
            case .cube(let cube) = try roundTrip(#"{"width":1,"height":2,"depth":3}"#, as: Figure.self),
            case .string("x") = try roundTrip(#""x""#, as: Figure.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
        #expect(cube.depth == 3)
        // What fits nothing is kept, whatever it is.
        for text in [#"{"radius":"1"}"#, "{}", "[1]", "null", #"{"width":1}"#] {
            guard case .unknown = try roundTrip(text, as: Figure.self) else {
                Issue.record("\(text) fits none")
                return
            }
        }
    }

    @Test func theShapeTellsArraysApart() throws {
        typealias Prompt = ChoiceByShape.Prompt
        guard case .string = try roundTrip(#""a""#, as: Prompt.self),
            case .stringList(["a", "b"]) = try roundTrip(#"["a","b"]"#, as: Prompt.self),
            case .numberList([1, 2]) = try roundTrip("[1,2]", as: Prompt.self),
            case .arrayList([[1], []]) = try roundTrip("[[1],[]]", as: Prompt.self),
            case .circleList = try roundTrip(#"[{"radius":1}]"#, as: Prompt.self),
            case .unknown = try roundTrip(#"[1,"a"]"#, as: Prompt.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func namesWithMarksAreSpelledOut() throws {
        typealias Setting = ChoiceByShape.Setting
        guard case .onOff(let setting) = try roundTrip(#"{"mode":"on, {off}","level":1}"#, as: Setting.self),
            case .object = try roundTrip(#"{"mode":2}"#, as: Setting.self),
            case .object2 = try roundTrip(#"{"level":2}"#, as: Setting.self),
            case .unknown = try roundTrip(#"{"mode":"on"}"#, as: Setting.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
        #expect(setting.level == 1)
        #expect(ChoiceByShape.Size.auto.rawValue == "auto" && ChoiceByShape.Model.small.rawValue == "small")
        #expect(ChoiceByShape.Size(rawValue: "10 %, or = {more}|[less]") == .value10OrMoreLess)
    }

    @Test func datesAreTriedBeforeStrings() throws {
        typealias Moment = ChoiceByShape.Moment
        guard case .dateTime = try roundTrip(#""2026-11-24T08:00:00Z""#, as: Moment.self),
            case .date = try roundTrip(#""2026-11-24""#, as: Moment.self),
            case .string("now") = try roundTrip(#""now""#, as: Moment.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func choicesInsideOneAnother() throws {
        let text = #"[null,true,1,"a",[{"b":[]}]]"#
        try roundTrip(text, as: ChoiceByShape.Value?.self)
        try roundTrip(
            #"{"figure":{"radius":1},"one":{"radius":2},"perhaps":null,"several":1,"alike":"x"}"#,
            as: ChoiceByShape.Holder.self)
    }

    @Test func aConstantTellsApart() throws {
        let message = try roundTrip(
            #"{"parts":[{"type":"text","text":"t"},{"type":"photo","url":"u"},{"type":"break","count":2},{"type":"new"}],"main":"m"}"#,
            as: ChoiceByConstant.Message.self)
        let kinds = message.parts.map { part in
            switch part {
            case .textPart(let text): text.text
            case .imagePart(let image): image.type.rawValue
            case .break(let pause): "\(pause.count ?? 0)"
            case .unknown: "unknown"
            }
        }
        #expect(kinds == ["t", "photo", "2", "unknown"])
        guard case .failure(let failure) = try roundTrip(#"{"ok":false,"why":"w"}"#, as: ChoiceByConstant.Reply.self),
            case .second = try roundTrip(#"{"step":2,"note":"n"}"#, as: ChoiceByConstant.Step.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
        #expect(!failure.ok && failure.why == "w")
        #expect(try written(ChoiceByConstant.Part.textPart(.init(text: "t"))) == #"{"type":"text","text":"t"}"#)
    }

    @Test func aBaseIsOneOfItsChildren() throws {
        let garden = try roundTrip(
            #"{"animals":[{"kind":"feline","lives":7},{"kind":"canine","name":"n"},{"kind":"Bird","wings":2},{"kind":"self"},"#
                + #"{"kind":"new"}],"plants":[{"species":"oak","height":1},{"species":"Moss"}]}"#,
            as: PolymorphicBase.Garden.self)
        let kinds = (garden.animals ?? []).map { animal in
            switch animal {
            case .cat(let cat): "cat \(cat.lives ?? 0)"
            case .dog(let dog): "dog \(dog.name ?? "")"
            case .bird(let bird): "bird \(bird.wings)"
            case .animal: "animal"
            case .unknown: "unknown"
            }
        }
        #expect(kinds == ["cat 7", "dog n", "bird 2", "animal", "unknown"])
        #expect(try written(PolymorphicBase.Cat(lives: 9)) == #"{"kind":"feline","lives":9}"#)
        if case .moss? = garden.plants?.last {} else { Issue.record("an implicit name is a tag") }
    }
}
