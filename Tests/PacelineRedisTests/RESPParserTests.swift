#if Redis
import NIOCore
import Testing

@testable import PacelineRedis

/// Bytes of a connection become values, however they are cut, and hostile bytes become errors.
@Suite(.timeLimit(.minutes(2))) struct RESPParserTests {
    @Test(arguments: RESPCorpus.replies)
    func eachCutGivesTheSameValue(_ bytes: String, _ value: RESPValue) {
        let bytes = Array(bytes.utf8)
        #expect(RESPCorpus.outcome([bytes[...]]).values == [value])
        #expect(RESPCorpus.outcome(bytes.indices.map { bytes[$0...$0] }).values == [value])
        for first in bytes.indices {
            for second in first..<bytes.count {
                let (values, error) = RESPCorpus.outcome([bytes[..<first], bytes[first..<second], bytes[second...]])
                #expect(values == [value] && error == nil, "cut at \(first) and \(second)")
            }
        }
    }

    @Test func repliesFollowEachOther() {
        let bytes = Array(RESPCorpus.replies.map(\.bytes).joined().utf8)
        let values = RESPCorpus.replies.map(\.value)
        for size in [1, 2, 3, 7, 64, bytes.count] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            let outcome = RESPCorpus.outcome(pieces)
            #expect(outcome.values == values && outcome.error == nil)
        }
    }

    @Test(arguments: RESPCorpus.broken)
    func whatNoServerSendsIsAnError(_ bytes: String, _ error: RESPError) {
        let bytes = Array(bytes.utf8)
        #expect(RESPCorpus.outcome([bytes[...]]).error == error)
        #expect(RESPCorpus.outcome(bytes.indices.map { bytes[$0...$0] }).error == error)
    }

    @Test func nothingIsReadAfterAnError() throws {
        var parser = RESPParser()
        parser.append(ByteBuffer(string: ":x\r\n:1\r\n"))
        #expect(throws: RESPError.malformed) { try parser.next() }
        parser.append(ByteBuffer(string: ":1\r\n"))
        #expect(throws: RESPError.malformed) { try parser.next() }
    }

    /// What has only been announced costs nothing: the limits hold before it comes.
    @Test func aReplyIsBoundedAsAWhole() {
        let limits = RESPLimits(size: 100, depth: 3)
        func error(of text: String) -> RESPError? {
            var parser = RESPParser(limits: limits)
            parser.append(ByteBuffer(string: text))
            do throws(RESPError) {
                while try parser.next() != nil {}
                return nil
            } catch {
                return error
            }
        }
        #expect(error(of: "$95\r\n") == .tooLarge)
        #expect(error(of: "*32\r\n") == .tooLarge)
        let long = "$30\r\n\(String(repeating: "x", count: 30))\r\n"
        #expect(error(of: "*4\r\n" + long + long + long) == .tooLarge)
        #expect(error(of: String(repeating: "|1\r\n+a\r\n+b\r\n", count: 10)) == .tooLarge)
        #expect(error(of: "*1\r\n*1\r\n*1\r\n*1\r\n") == .tooDeep)
        // Each reply by itself.
        #expect(error(of: String(repeating: "$80\r\n\(String(repeating: "x", count: 80))\r\n", count: 20)) == nil)
    }

    /// 20 000 replies with a few bytes changed: each gives values or an error, and the same in one piece and in many.
    @Test func mutationsNeverTrap() {
        var random = SplitMix(state: 20_261_130)
        let replies = RESPCorpus.replies.map { Array($0.bytes.utf8) }
        var failures = 0
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 1...3, using: &random)).flatMap { _ in
                replies[Int.random(in: 0..<replies.count, using: &random)]
            }
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            let size = Int.random(in: 1...9, using: &random)
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            let (whole, cut) = (RESPCorpus.outcome([bytes[...]]), RESPCorpus.outcome(pieces))
            // By their descriptions: NaN is not equal to itself.
            if "\(whole)" != "\(cut)" { Issue.record("\(bytes) in pieces of \(size): \(cut) in place of \(whole)") }
            if whole.error != nil { failures += 1 }
        }
        #expect(failures > 5_000 && failures < 20_000)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] = "+-:$*_#,(!=%~>|0123456789\r\n".utf8.randomElement(using: &random) ?? 0
        case 2: bytes.remove(at: index)
        case 3: bytes.insert("0123456789*%".utf8.randomElement(using: &random) ?? 0, at: index)
        default: bytes.removeSubrange(index...)
        }
    }

    @Test func commandsAreArraysOfBulkStrings() {
        var buffer = ByteBuffer()
        RESPCommand("SET", "clé", "").write(into: &buffer)
        #expect(String(buffer: buffer) == "*3\r\n$3\r\nSET\r\n$4\r\nclé\r\n$0\r\n\r\n")
        #expect(!"\(RESPCommand("AUTH", "secret"))".contains("secret"))
    }
}

/// Random numbers that are the same in each run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
#endif
