import PacelineModel
import Testing

@testable import PacelineMock

/// Which of several calls on one method and path a request means.
struct VariantMatchTests {
    private let api = API(
        title: "Deliveries", version: "1", servers: [Server(url: "/")],
        operations: [
            Self.operation("send", body: nil),
            Self.operation("sendParcel", body: "Parcel"),
            Self.operation("sendUrgentParcel", body: "Urgent"),
        ],
        types: [
            .record(
                Record(id: TypeID("Parcel"), properties: [Self.property("kind", .string("parcel"))])),
            .record(
                Record(
                    id: TypeID("Urgent"),
                    properties: [Self.property("kind", .string("parcel")), Self.property("priority", .number("2"))])),
        ])

    private static func operation(_ id: String, body: String?) -> Operation {
        Operation(
            id: id, method: .post, path: PathTemplate(components: [.literal("/deliveries")]),
            requestBody: body.map { Payload(mediaType: "application/json", content: .json(.named(TypeID($0)))) },
            success: Response(status: .code(204)))
    }

    private static func property(_ name: String, _ constant: Sample) -> Property {
        Property(name: name, type: .string, isRequired: true, constant: constant)
    }

    @Test(arguments: [
        (#"{"kind": "parcel"}"#, "sendParcel"), (#"{"kind": "parcel", "priority": 2}"#, "sendUrgentParcel"),
        (#"{"kind": "letter"}"#, "send"), ("", "send"), ("not JSON", "send"),
    ])
    func mostConstantsWin(body: String, expected: String) {
        let request = MockRequest(method: "POST", target: "/deliveries", body: .bytes(Array(body.utf8)))
        #expect(api.operations[api.operation(at: 0, meantBy: request)].id == expected)
    }
}
