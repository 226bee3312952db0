import Testing

@testable import PacelineGenerator

struct ConcurrentMapTests {
    @Test(arguments: [0, 1, 2, 1000])
    func keepsTheOrder(_ count: Int) {
        let numbers = Array(0..<count)
        #expect(numbers.concurrentMap { $0 * 2 } == numbers.map { $0 * 2 })
    }
}
