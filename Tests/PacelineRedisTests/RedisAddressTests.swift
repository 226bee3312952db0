#if Redis
import Testing

@testable import PacelineRedis

/// What an address means, and what is said of one that means nothing.
struct RedisAddressTests {
    /// The parts of an address, as one text: endpoint, TLS, user, password, database.
    private static func parts(_ address: RedisAddress) -> String {
        let endpoint =
            switch address.endpoint {
            case .host(let host, let port): "\(host) \(port)"
            case .socket(let path): path
            }
        let user = address.user ?? "-"
        return [
            endpoint, address.usesTLS ? "tls" : "plain", user, address.password?.text ?? "-", "\(address.database)",
        ]
        .joined(separator: " | ")
    }

    @Test(arguments: [
        ("redis://cache", "cache 6379 | plain | - | - | 0", "redis://cache:6379/0"),
        ("REDIS://Cache/", "Cache 6379 | plain | - | - | 0", "redis://Cache:6379/0"),
        ("redis://cache:7000/2", "cache 7000 | plain | - | - | 2", "redis://cache:7000/2"),
        ("redis://:secret@cache", "cache 6379 | plain | - | secret | 0", "redis://:***@cache:6379/0"),
        ("redis://bob:secret@10.0.0.1:1", "10.0.0.1 1 | plain | bob | secret | 0", "redis://bob:***@10.0.0.1:1/0"),
        ("redis://bob:@cache", "cache 6379 | plain | bob |  | 0", "redis://bob:***@cache:6379/0"),
        ("redis://:@cache", "cache 6379 | plain | - | - | 0", "redis://cache:6379/0"),
        ("redis://b%40b:s%2f%3A%25%C3%A9@c", "c 6379 | plain | b@b | s/:%é | 0", "redis://b%40b:***@c:6379/0"),
        ("redis://a:b:c@cache", "cache 6379 | plain | a | b:c | 0", "redis://a:***@cache:6379/0"),
        ("rediss://cache", "cache 6379 | tls | - | - | 0", "rediss://cache:6379/0"),
        ("redis://[::1]", "::1 6379 | plain | - | - | 0", "redis://[::1]:6379/0"),
        ("redis://u:p@[fd00::1]:80/9", "fd00::1 80 | plain | u | p | 9", "redis://u:***@[fd00::1]:80/9"),
        ("unix:///run/redis.sock", "/run/redis.sock | plain | - | - | 0", "unix:///run/redis.sock?db=0"),
        ("redis+unix:///a%20b?db=3", "/a b | plain | - | - | 3", "unix:///a%20b?db=3"),
        ("unix://u:secret@/s?db=1", "/s | plain | u | secret | 1", "unix://u:***@/s?db=1"),
    ])
    func isRead(_ url: String, _ parts: String, _ description: String) throws {
        let address = try RedisAddress(url)
        #expect(Self.parts(address) == parts)
        #expect(address.description == description)
    }

    @Test(arguments: [
        ("cache:6379", "the scheme is missing"),
        ("http://cache", "the scheme is unknown"),
        ("", "the scheme is missing"),
        ("redis://", "the host is missing"),
        ("redis://:6379", "the host is missing"),
        ("redis:///1", "the host is missing"),
        ("redis://cache:", "the port is not a number from 1 to 65535"),
        ("redis://cache:0", "the port is not a number from 1 to 65535"),
        ("redis://cache:65536", "the port is not a number from 1 to 65535"),
        ("redis://cache:6379x", "the port is not a number from 1 to 65535"),
        ("redis://cache/one", "the path is not the number of a database"),
        ("redis://cache/-1", "the path is not the number of a database"),
        ("redis://cache/1/2", "the path is not the number of a database"),
        ("redis://cache/1234567890", "the path is not the number of a database"),
        ("redis://cache?db=1", "an address of a host has no ?"),
        ("redis://cache#1", "an address has no #"),
        ("redis://cache\n", "there is a space or a line break"),
        ("redis://cäche", "the host has a character that none has"),
        ("redis://c%41che", "the host has a character that none has"),
        ("redis://::1:6379", "an IPv6 address is written in brackets"),
        ("redis://[::1", "the ] behind the IPv6 address is missing"),
        ("redis://[cache]", "what stands in brackets is not an IPv6 address"),
        ("redis://[127.0.0.1]", "what stands in brackets is not an IPv6 address"),
        ("redis://[::1]6379", "the port is not a number from 1 to 65535"),
        ("redis://secret@cache", "a user is without a password"),
        ("redis://u:sec%zzret@cache", "a % begins no encoded character"),
        ("redis://u:secret%@cache", "a % begins no encoded character"),
        ("redis://u:secret%FF@cache", "what is percent-encoded is not UTF-8"),
        ("redis://u:sec@ret@cache", "there is more than one @"),
        ("redis://u:sec/ret@cache", "there is more than one @, or a / before it"),
        ("redis://u:sec?ret@cache", "there is more than one @, or a / before it"),
        ("redis://u:sec#ret@cache", "an address has no #"),
        ("redis://u:secret", "the port is not a number from 1 to 65535"),
        ("unix://run/redis.sock", "the path of a socket begins with a third slash"),
        ("unix:///", "the path of a socket begins with a third slash"),
        ("unix:///a?database=1", "behind the ? only the number of the database"),
        ("unix:///a?db=", "behind the ? only the number of the database"),
        ("unix:///a%00b", "the path of the socket"),
        ("unix:///" + String(repeating: "a", count: 200), "the path of the socket is longer"),
    ])
    func isRefused(_ url: String, _ message: String) throws {
        let error = try #require(throws: RedisAddressError.self) { try RedisAddress(url) }
        #expect(error.description.hasPrefix(message), "\(error)")
        for part in ["secret", "sec", "ret"] { #expect(!error.description.contains(part)) }
    }

    @Test func trustRootsAreForTLS() throws {
        #expect(try RedisAddress("rediss://cache", trustRoots: "/ca.pem").trustRoots == "/ca.pem")
        #expect(throws: RedisAddressError.self) { try RedisAddress("redis://cache", trustRoots: "/ca.pem") }
    }

    @Test func noPrintingShowsThePassword() throws {
        let address = try RedisAddress("redis://bob:hunter2@cache")
        var dumped = ""
        dump(address, to: &dumped)
        let children = Mirror(reflecting: address).children.map { "\($0)" }
        for text in ["\(address)", String(reflecting: address), "\([address])", dumped] + children {
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }
}
#endif
