package import PacelineDiagnostics

/// The templates that the generator prints with, embedded in the binary.
package enum TemplateCatalogue {
    /// Every template by its name, which is the name of its file without the ending.
    package static let sources: [String: Source] = Dictionary(
        uniqueKeysWithValues: files.map { ($0.name, Source(path: "\($0.name).mustache", bytes: $0.bytes)) })

    private static var files: [(name: String, bytes: [UInt8])] {
        [
            ("ResponseUnion", PackageResources.ResponseUnion_mustache),
            ("Union", PackageResources.Union_mustache),
            ("Client", PackageResources.Client_mustache),
            ("ClientValues", PackageResources.ClientValues_mustache),
            ("ClosedEnumeration", PackageResources.ClosedEnumeration_mustache),
            ("Conformances", PackageResources.Conformances_mustache),
            ("Credentials", PackageResources.Credentials_mustache),
            ("Descriptor", PackageResources.Descriptor_mustache),
            ("Enumeration", PackageResources.Enumeration_mustache),
            ("Header", PackageResources.Header_mustache),
            ("Headers", PackageResources.Headers_mustache),
            ("LimitedRequests", PackageResources.LimitedRequests_mustache),
            ("Limits", PackageResources.Limits_mustache),
            ("Operation", PackageResources.Operation_mustache),
            ("PagedOperation", PackageResources.PagedOperation_mustache),
            ("Policy", PackageResources.Policy_mustache),
            ("Record", PackageResources.Record_mustache),
            ("Server", PackageResources.Server_mustache),
            ("Source", PackageResources.Source_mustache),
            ("Type", PackageResources.Type_mustache),
            ("Webhooks", PackageResources.Webhooks_mustache),
        ]
    }
}
