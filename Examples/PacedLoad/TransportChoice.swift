import ArgumentParser
import PacelineRuntime
import PacelineURLSession

#if AsyncHTTPClient
import PacelineAsyncHTTPClient
#endif

/// The transports that the load can be sent by.
enum TransportChoice: String, CaseIterable, ExpressibleByArgument {
    case urlSession = "url-session"
    #if AsyncHTTPClient
    case asyncHTTPClient = "async-http-client"
    #endif

    /// A transport of its own.
    func make() -> any Transport {
        switch self {
        case .urlSession: .urlSession
        #if AsyncHTTPClient
        case .asyncHTTPClient: .asyncHTTPClient
        #endif
        }
    }
}
