#if Redis
import Foundation

/// A certificate that signs itself, made for one test.
struct Certificate {
    let certificate: String
    let key: String

    /// - Parameters:
    ///   - names: As in a certificate, such as `DNS:localhost,IP:127.0.0.1`.
    init(for names: String, in folder: URL, name: String = "server") throws {
        certificate = folder.appending(path: "\(name).pem").path()
        key = folder.appending(path: "\(name).key").path()
        let isMade = try Tool("openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=paceline", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", certificate,
        ])
        guard isMade else { throw RedisServer.Failure(description: "openssl made no certificate") }
    }

    /// The settings of a server that speaks TLS alone.
    var settings: [String] {
        [
            "port 0", "tls-port PORT", "tls-cert-file \(certificate)", "tls-key-file \(key)",
            "tls-ca-cert-file \(certificate)", "tls-auth-clients no",
        ]
    }
}
#endif
