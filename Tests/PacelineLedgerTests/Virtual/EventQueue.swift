/// Things that happen in virtual time, soonest first; of one time in the order in which they were added.
struct EventQueue<Event> {
    private var heap: [(time: Double, number: Int, event: Event)] = []
    private var count = 0

    /// When the next thing happens.
    var nextTime: Double? { heap.first?.time }

    mutating func add(_ event: Event, at time: Double) {
        count += 1
        heap.append((time, count, event))
        var place = heap.count - 1
        while place > 0, precedes(place, (place - 1) / 2) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func next() -> (time: Double, event: Event)? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let (time, _, event) = heap.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && precedes(child, least) {
                least = child
            }
            if least == place { break }
            heap.swapAt(place, least)
            place = least
        }
        return (time, event)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }
}
