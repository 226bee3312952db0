internal import PacelineYAML

/// A format that is taken for OpenAPI at times, told by its root.
struct ForeignFormat {
    /// With its article: `a Postman collection`.
    let name: String
    /// What to do instead.
    let hint: String

    private static let convert = "convert it to OpenAPI 3.0 or 3.1, and give that document"

    private init(_ name: String, hint: String = convert) {
        self.name = name
        self.hint = hint
    }

    /// nil when the root is that of no format that is known here.
    init?(of root: Node) {
        let isCollection =
            root["info"]?["_postman_id"] != nil
            || root["info"]?["schema"]?.text?.contains("getpostman.com") == true
            || (root["info"] != nil && root["item"]?.isSequence == true)
        if isCollection {
            self.init("a Postman collection")
        } else if root["asyncapi"] != nil {
            self.init(
                "an AsyncAPI document", hint: "its channels are no HTTP calls; write an OpenAPI document for these")
        } else if root["log"]?["entries"] != nil {
            self.init("a HAR log of requests")
        } else if root["swaggerVersion"] != nil {
            self.init("a Swagger 1 document")
        } else if root["x-rate-limits"] != nil, root["paths"] == nil {
            self.init("a file of limits", hint: "give the OpenAPI document, and this file with `--limits`")
        } else if root["$schema"] != nil, root["paths"] == nil {
            self.init("a JSON Schema", hint: "it describes values and no calls; refer to it from an OpenAPI document")
        } else {
            return nil
        }
    }
}
