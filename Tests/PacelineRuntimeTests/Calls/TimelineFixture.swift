import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting

extension Timeline {
    /// A client on this timeline of an API with these policies.
    func core(
        _ policies: [RateLimitPolicy], credentials: CredentialSet = CredentialSet(),
        configure: (inout ClientOptions) -> Void = { _ in }
    ) -> ClientCore {
        var options = options
        configure(&options)
        return ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Library", policies: policies),
            server: "https://library.example/v1", principals: ["account": "acme"], credentials: credentials,
            transport: self, options: options)
    }

    /// Has calls made, of one operation.
    func calls(
        _ names: [String], of operation: OperationDescriptor, on core: ClientCore, at delay: Duration = .zero,
        _ options: CallOptions = .default
    ) {
        for name in names {
            call(name, at: delay) { try await core.send(RequestBuilder(operation, options)) }
        }
    }
}
