/// About a megabyte of each shape, the same in every run.
enum Samples {
    static func contacts(_ words: [String], count: Int) -> [ByHand.Contact] {
        (0..<count).map { index in
            let word = { (place: Int) in words[(index * 7 + place) % words.count] }
            return ByHand.Contact(
                id: 1_000_000 + index, name: "\(word(0)) \(word(1))", email: "user\(index)@mail.example",
                phone: index % 3 == 0 ? nil : "+49 30 \(index * 37 % 10_000_000)", isActive: index % 2 == 0,
                score: Double(index % 1000) / 8, tags: [word(2), word(3), word(4)],
                address: ByHand.Address(
                    street: "\(word(5)) \(index % 200)", city: word(6), postalCode: "\(10_000 + index % 89_999)",
                    country: "DE", latitude: 52 + Double(index % 1000) / 1000,
                    longitude: index % 4 == 0 ? nil : 13.4))
        }
    }

    /// A tree of which every branch has `width` children, `depth` deep, each on a stem of `stem` branches.
    static func tree(width: Int, depth: Int, stem: Int) -> ByHand.Branch {
        var branch = ByHand.Branch(
            label: "level \(depth)",
            children: depth == 0 ? [] : (0..<width).map { _ in tree(width: width, depth: depth - 1, stem: stem) })
        for place in 0..<stem { branch = ByHand.Branch(label: "stem \(place)", children: [branch]) }
        return branch
    }

    static func settings(count: Int) -> [ByHand.Setting] {
        (0..<count).map { index in
            var setting = ByHand.Setting(id: index)
            if index % 5 == 0 { setting.a = "value \(index)" }
            if index % 7 == 0 { setting.d = index * 3 }
            if index % 3 == 0 { setting.e = true }
            if index % 11 == 0 { setting.h = Double(index) / 3 }
            if index % 13 == 0 { setting.k = ["x", "y"] }
            if index % 2 == 0 { setting.p = "end" }
            return setting
        }
    }

    static func measurements(count: Int) -> [ByHand.Measurement] {
        (0..<count).map { index in
            ByHand.Measurement(
                time: 1_700_000_000_000 + index * 250, values: (1...20).map { Double(index * $0) / 7 },
                counts: (1...10).map { index * $0 * 31 })
        }
    }

    static let plain = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet"]
    static let unicode = ["Zürich", "東京都", "Львів", "İzmir", "🚲 Fahrrad", "naïve", "Ελλάδα", "서울", "मुंबई", "שלום"]
}
