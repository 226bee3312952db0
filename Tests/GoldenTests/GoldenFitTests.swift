import PacelineRuntime
import Testing

@testable import Goldens

/// Alternatives that only their values tell apart, and schemas that come back to themselves.
struct GoldenFitTests {
    typealias Fit = ChoiceByBestFit

    @Test func listsAreToldByAllTheirElements() throws {
        guard case .liteList = try roundTrip(#"[{"id":"1"}]"#, as: Fit.Rows.self),
            case .fullList = try roundTrip(#"[{"id":"1","name":"n"},{"id":"2","name":"n"}]"#, as: Fit.Rows.self),
            case .richList = try roundTrip(#"[{"id":"1"},{"id":"2","size":1}]"#, as: Fit.Rows.self),
            case .arrayList2 = try roundTrip(#"[[{"id":"1"}],[],[{"id":"2","colour":"c"}]]"#, as: Fit.Tables.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func mapsAreToldByTheirValues() throws {
        guard case .object = try roundTrip(#"{"a":"1","b":"2"}"#, as: Fit.Settings.self),
            case .object2 = try roundTrip(#"{"a":1,"b":2}"#, as: Fit.Settings.self),
            case .object3 = try roundTrip(#"{"a":[],"b":["2"]}"#, as: Fit.Settings.self),
            case .object4 = try roundTrip(#"{"a":{"id":"1"}}"#, as: Fit.Settings.self),
            case .object5 = try roundTrip(#"{"a":{"id":1,"wait":2},"b":{"id":2}}"#, as: Fit.Settings.self),
            case .object = try roundTrip("{}", as: Fit.Settings.self),
            case .unknown = try roundTrip(#"{"a":1,"b":"2"}"#, as: Fit.Settings.self),
            case .texts = try roundTrip(#"{"id":"1","a":"2"}"#, as: Fit.Extras.self),
            case .numbers = try roundTrip(#"{"id":"1","a":2}"#, as: Fit.Extras.self),
            case .any = try roundTrip(#"{"id":"1","a":2,"b":"3"}"#, as: Fit.Extras.self),
            case .texts = try roundTrip(#"{"id":"1"}"#, as: Fit.Extras.self),
            case .star = try roundTrip(#"{"*":1}"#, as: Fit.Extras.self),
            case .withTexts = try roundTrip(#"{"of":{"a":"1"}}"#, as: Fit.Holder.self),
            case .withFlags = try roundTrip(#"{"of":{"a":true,"b":false}}"#, as: Fit.Holder.self),
            case .unknown = try roundTrip(#"{"of":{"a":true,"b":"1"}}"#, as: Fit.Holder.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func formatsTellApart() throws {
        guard case .range4 = try read(#"{"first":"10.0.0.1","last":"10.0.0.255"}"#, as: Fit.Range.self),
            case .range6 = try read(#"{"first":"fd00::1","last":"fd00::ffff"}"#, as: Fit.Range.self),
            case .range6 = try read(#"{"first":"::","last":"::ffff:10.0.0.1"}"#, as: Fit.Range.self),
            // What has no format of these is still a range.
            case .range4 = try read(#"{"first":"host","last":"host"}"#, as: Fit.Range.self),
            case .byName = try read(#"{"key":"somebody"}"#, as: Fit.Owner.self),
            case .byID = try read(#"{"key":"0B0B3BD2-9c4e-4f3e-8e65-6d7e2a5c1f00"}"#, as: Fit.Owner.self),
            case .byMail = try read(#"{"key":"a.b@example.org"}"#, as: Fit.Owner.self),
            case .byAddress = try read(#"{"key":"https://example.org/a"}"#, as: Fit.Owner.self),
            case .byTime = try read(#"{"key":"2026-11-28T12:00:00Z"}"#, as: Fit.Owner.self),
            case .byDay = try read(#"{"key":"2026-11-28"}"#, as: Fit.Owner.self),
            case .string = try read(#""soon""#, as: Fit.When.self),
            case .dateTime = try read(#""2026-11-28T12:00:00Z""#, as: Fit.When.self),
            case .date = try read(#""2026-11-28""#, as: Fit.When.self),
            case .string = try read(#""no base64!""#, as: Fit.Blob.self),
            case .byte = try read(#""aGVsbG8=""#, as: Fit.Blob.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    /// Bytes or a plain text, in either order: what is no Base64 as it would be written is a text, so that nothing is
    /// changed on its way.
    @Test(arguments: ["no base64!", "hi", "user_name-12", "aGVsbG8", "aGVsbG9=", "a\\nGVs", "täxt", "a"])
    func textsBesideBytesStay(text: String) throws {
        guard case .string(let plain) = try roundTrip("\"\(text)\"", as: Fit.Content.self),
            case .string = try roundTrip("\"\(text)\"", as: Fit.Blob.self),
            case .string(let inner) = try roundTrip(#"{"e":"\#(text)"}"#, as: Fit.Attachment.self).e
        else {
            Issue.record("\(text) was taken for Base64")
            return
        }
        #expect(plain == text.replacing("\\n", with: "\n") && inner == plain)
    }

    @Test(arguments: [("aGVsbG8=", "hello"), ("aGk=", "hi"), ("+/+/", nil), ("", "")] as [(String, String?)])
    func bytesBesideTextsAreRead(text: String, content: String?) throws {
        guard case .byte(let bytes) = try roundTrip("\"\(text)\"", as: Fit.Content.self),
            case .byte(let other) = try roundTrip("\"\(text)\"", as: Fit.Blob.self),
            case .byte(let inner) = try roundTrip(#"{"e":"\#(text)"}"#, as: Fit.Attachment.self).e
        else {
            Issue.record("\(text) was taken for a plain text")
            return
        }
        #expect(bytes == other && bytes == inner)
        if let content { #expect(bytes.bytes == Array(content.utf8)) }
    }

    /// Where no plain text is allowed, Base64 in any form is bytes.
    @Test(arguments: ["aGVsbG8", "-_-_", "aGVsbG8="])
    func bytesBesideDatesAreReadInAnyForm(text: String) throws {
        guard case .byte = try read("\"\(text)\"", as: Fit.Mark.self),
            case .dateTime = try read(#""2026-11-28T12:00:00Z""#, as: Fit.Mark.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func valuesTellApart() throws {
        guard case .measured = try read(#"{"value":1.5}"#, as: Fit.Amount.self),
            case .counted = try read(#"{"value":1}"#, as: Fit.Amount.self),
            case .open = try read(#"{"status":"running","by":"b"}"#, as: Fit.State.self),
            case .shut = try read(#"{"status":"failed"}"#, as: Fit.State.self),
            // A value that the server has of late.
            case .open = try read(#"{"status":"paused"}"#, as: Fit.State.self),
            case .perhaps = try read("{}", as: Fit.Need.self),
            // One that has no more members than the value.
            case .timer = try read(#"{"id":1,"wait":5}"#, as: Fit.Rule.self),
            case .reviewers = try read(#"{"id":1,"reviewers":[]}"#, as: Fit.Rule.self),
            case .bare = try read(#"{"id":1}"#, as: Fit.Rule.self),
            case .bareList = try read(#"[{"id":1},{"id":2}]"#, as: Fit.Rules.self),
            case .timerList = try read(#"[{"id":1},{"id":2,"wait":5}]"#, as: Fit.Rules.self),
            case .surely = try read(#"{"code":"c"}"#, as: Fit.Need.self)
        else {
            Issue.record("an alternative was missed")
            return
        }
    }

    @Test func nullStaysWhereASchemaComesBack() throws {
        typealias API = RecursionOfLists
        let node = try roundTrip(
            #"{"kids":[null,{"kids":[],"twin":null}],"byName":{"a":null},"twin":null,"parent":null}"#, as: API.Node.self
        )
        #expect(node.kids[0] == nil && node.kids[1]?.kids.isEmpty == true && node.byName?.count == 1)
        let bare = API.Node(kids: [nil])
        #expect(try written(bare) == #"{"kids":[null],"twin":null}"#)
        try roundTrip(#"{"left":null,"all":[null,{}]}"#, as: API.Branch.self)
        try roundTrip(#"["a",null,["b",[null]]]"#, as: API.Value.self)
        try roundTrip("[null,[null,[]]]", as: API.Sparse.self)
    }

    @Test func listsAndMapsComeBack() throws {
        typealias API = RecursionOfLists
        let line = try roundTrip(#"{"points":[1,[2,3],[[4]]]}"#, as: API.Line.self)
        guard case .coordinates(let inner) = line.points[1], case .number(2) = inner[0] else {
            Issue.record("an element was missed")
            return
        }
        guard case .array(let lists) = try roundTrip("[[],[[]]]", as: API.Lists.self),
            case .object(let folders) = try roundTrip(#"{"a":{"b":{}},"c":{}}"#, as: API.Folders.self)
        else {
            Issue.record("a list or a map was missed")
            return
        }
        #expect(lists.count == 2 && folders.keys.sorted() == ["a", "c"])
        let tree = try roundTrip(#"{"branches":[{"branches":[]},{}]}"#, as: API.Tree.self)
        #expect(tree.branches?.first?.branches?.isEmpty == true)
        let kid = try roundTrip(#"{"name":"n","kids":[{"kids":[{}],"age":1}],"age":2}"#, as: API.Kid.self)
        #expect(kid.kids?.first?.age == 1)
        let member = try roundTrip(
            #"{"name":"n","managerOf":[{"reports":{"a":{}}}],"organisation":{"members":[{"name":"m"}]}}"#,
            as: API.Member.self)
        #expect(member.organisation?.members?.first?.name == "m" && member.managerOf?.first?.reports?.count == 1)
    }
}
