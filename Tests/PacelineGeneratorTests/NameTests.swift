import PacelineModel
import PacelinePolicy
import Testing

@testable import PacelineSwiftViews

/// From the document's names to Swift's.
struct NameTests {
    @Test(arguments: [
        ("skillGroupId", "skillGroupID"), ("skill_group_id", "skillGroupID"), ("skill-group-id", "skillGroupID"),
        ("Skill group-ID", "skillGroupID"), ("HTTPServer", "httpServer"), ("URL", "url"), ("imageURLs", "imageURLs"),
        ("userIDs", "userIDs"), ("ANI", "ani"), ("_id", "id"), ("__typename", "typename"), ("sha256Sum", "sha256Sum"),
        ("oauth2Token", "oauth2Token"), ("x", "x"), ("X-Request-Id", "xRequestID"),
        ("get pets by petId", "getPetsByPetID"), ("listWFMAgents", "listWFMAgents"), ("WFMAgents", "wfmAgents"),
        ("agentWFMs", "agentWFMs"), ("IN_PROGRESS", "inProgress"), ("user IN_PROGRESS", "userInProgress"),
        ("ALLCAPS", "allcaps"), ("getLONGWORD", "getLongword"),
        ("straße", "straße"), ("名前", "名前"), ("2fa", "value2fa"), ("10", "value10"), ("", "empty"), ("_", "underscore"),
        ("+1", "plus1"), ("-1", "minus1"), (">=", "greaterEqual"), ("*", "star"), ("a+b", "aB"), ("🎟", "empty"),
        ("init", "init_"), ("self", "self_"), ("Self", "self_"), ("Type", "type"), ("class", "class"),
    ])
    func members(_ text: String, _ name: String) {
        #expect(SwiftName.member(text).bare == name)
    }

    @Test(arguments: [
        ("skill_page", "SkillPage"), ("APIKey", "APIKey"), ("api key", "APIKey"), ("ID", "ID"), ("urls", "URLs"),
        ("WFM", "WFM"), ("WFMAgent", "WFMAgent"), ("USER_ACCOUNT", "UserAccount"), ("Ticket STATE_ID", "TicketStateID"),
        ("2D point", "Type2dPoint"), ("", "Type"), ("名前", "名前"), ("ticket item", "TicketItem"),
    ])
    func types(_ text: String, _ name: String) {
        #expect(SwiftName.type(text).bare == name)
    }

    @Test(arguments: [
        ("ContactBook", "ContactBook"), ("contact_book", "contact_book"), ("Contact Book", "ContactBook"),
        ("1st", "Type1st"), ("_", "Underscore"), ("", "Type"),
    ])
    func modules(_ text: String, _ name: String) {
        #expect(SwiftName.module(text).bare == name)
    }

    @Test func keywordsAreDeclaredInBackticks() {
        for word in ["class", "default", "in", "where", "true", "protocol"] {
            #expect(SwiftName.member(word).description == "`\(word)`")
            #expect(SwiftName.member(word).bare == word)
        }
        #expect(SwiftName.member("open source").description == "openSource")
    }

    @Test func clashesGetNumbers() {
        var scope = NameAssigner(taken: ["core"])
        let names = ["fooBar", "foo_bar", "core", "FOO-BAR", "foo bar 2"].map { scope.assign(.member($0)).bare }
        #expect(names == ["fooBar", "fooBar2", "core2", "fooBar3", "fooBar22"])
    }

    private func names(
        types: [String] = [], groups: [String] = [], operations: [(String, String?)] = [], module: String = "Shop"
    )
        -> APINames
    {
        let empty = Response(status: .code(204))
        let api = API(
            title: "T", version: "1", servers: [Server(url: "/")], groups: groups.map { Group(name: $0, title: $0) },
            operations: operations.map {
                Operation(id: $0.0, method: .get, path: PathTemplate(components: []), group: $0.1, success: empty)
            },
            types: types.map { .enumeration(Enumeration(id: TypeID($0), values: [])) },
            policies: [
                Policy(RateLimitPolicy(name: "api", numbers: .concurrency(1))),
                Policy(RateLimitPolicy(name: "all", numbers: .concurrency(1))),
            ],
            clientParameters: [
                ClientParameter(name: "server", type: .string), ClientParameter(name: "zone", type: .string),
            ])
        return APINames(api, module: module)
    }

    @Test func typesThatWouldHideOthersGetASuffix() {
        let wanted = ["string", "Date", "Limits", "Error", "JSON", "shop", "Ticket", "type", "Server"]
        let names = names(types: wanted)
        let given = wanted.map { names.type(TypeID($0)).bare }
        #expect(
            given == [
                "StringModel", "DateModel", "LimitsModel", "ErrorModel", "JSONModel2", "ShopModel", "Ticket",
                "TypeModel",
                "ServerModel",
            ])
    }

    @Test func aClientThatWouldHideOthersGetsASuffix() {
        #expect(names(module: "Transport").client.bare == "TransportClient")
        #expect(names(module: "Museum").client.bare == "Museum")
    }

    @Test(arguments: [
        ("internal", "Internal"), ("self", "SelfClient"), ("Self", "SelfClient"), ("Type", "TypeClient"),
        ("any", "AnyClient"), ("some", "Some"), ("actor", "Actor"), ("init", "Init"), ("class", "Class"),
        ("async", "Async"), ("await", "Await"), ("true", "True"), ("shop", "shop"),
    ])
    func aTitleThatIsASwiftWordIsSpelledAsAType(title: String, client: String) {
        #expect(names(module: title).client.bare == client)
        #expect(names(module: title).client.description == client)
    }

    @Test func typesClashAcrossGroupsAndSpellings() {
        let names = names(types: ["TicketsAPI", "ticket_item", "TicketItem"], groups: ["Tickets"])
        #expect(names.groupType("Tickets").bare == "TicketsAPI")
        #expect(names.type(TypeID("TicketsAPI")).bare == "TicketsAPI2")
        // The one that Swift writes as the document does keeps its name.
        #expect(names.type(TypeID("ticket_item")).bare == "TicketItem2")
        #expect(names.type(TypeID("TicketItem")).bare == "TicketItem")
    }

    @Test func membersOfTheClientDoNotClash() {
        let names = names(
            groups: ["limits", "zone", "search"],
            operations: [("search", nil), ("with", nil), ("zone", nil), ("a", "search")])
        #expect(names.groupAccessor("limits").bare == "limits2")
        #expect(names.groupAccessor("zone").bare == "zone2")
        #expect(names.clientParameter("server").bare == "server2")
        #expect(names.method("search").bare == "search2")
        #expect(names.method("with").bare == "with2")
        #expect(names.method("zone").bare == "zone3")
        #expect(names.descriptor("search").bare == "search")
    }

    @Test func policiesDoNotHideTheirNeighbours() {
        #expect(names().policy("api").bare == "api2")
        #expect(names().policy("all").bare == "all2")
    }
}
