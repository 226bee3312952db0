#if Redis
import Testing

@testable import PacelineRedis

/// Secure connections, with certificates made for the test.
@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    /// Runs a server that speaks TLS alone.
    private func withServer(
        for names: String, _ body: (_ server: RedisServer, _ certificate: Certificate) async throws -> Void
    ) async throws {
        let folder = try RedisServer.makeFolder()
        let certificate = try Certificate(for: names, in: folder)
        try await RedisServer.run(certificate.settings, in: folder) { try await body($0, certificate) }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aTrustedCertificate(host: String) async throws {
        try await withServer(for: "DNS:localhost,IP:127.0.0.1") { server, certificate in
            let address = try RedisAddress("rediss://\(host):\(server.port)/1", trustRoots: certificate.certificate)
            let client = RedisClient(address)
            #expect(try await client.echo("a") == "a")
            let news = client.news("n")
            #expect(await news.first { _ in true } != nil)
            client.close()
        }
    }

    @Test func certificatesAreVerified() async throws {
        try await withServer(for: "DNS:localhost,IP:127.0.0.1") { server, _ in
            let other = try Certificate(for: "DNS:localhost", in: server.folder, name: "other")
            for roots in [nil, other.certificate] {
                let address = try RedisAddress("rediss://localhost:\(server.port)", trustRoots: roots)
                let error = await RedisClient(address).error()
                #expect(error?.kind == .refused)
                #expect(error?.message.hasPrefix("the server's certificate is not trusted") == true)
            }
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aCertificateOfAnotherHost(host: String) async throws {
        try await withServer(for: "DNS:cache.example,IP:10.0.0.1") { server, certificate in
            let address = try RedisAddress("rediss://\(host):\(server.port)", trustRoots: certificate.certificate)
            let error = await RedisClient(address).error()
            #expect(error?.kind == .refused, "\(String(describing: error))")
            #expect(error?.message == "the server's certificate is one of another host")
        }
    }

    @Test func oneSideWithoutTLS() async throws {
        try await withServer(for: "DNS:localhost,IP:127.0.0.1") { server, _ in
            let error = await RedisClient(try server.address()).error()
            #expect(error?.kind == .noAnswer)
        }
        try await RedisServer.run { server in
            let error = await RedisClient(try RedisAddress("rediss://127.0.0.1:\(server.port)")).error()
            #expect(error != nil && error?.kind != .failed, "\(String(describing: error))")
        }
    }

    @Test func aFileOfTrustRootsThatIsMissing() async throws {
        let address = try RedisAddress("rediss://localhost:1", trustRoots: "/no/such.pem")
        let error = await RedisClient(address).error()
        #expect(error?.kind == .refused)
        #expect(error?.message == "the file of trusted certificates (/no/such.pem) cannot be read")
    }
}
#endif
