/// The types of `Specs/records.yaml` as one writes them by hand for Foundation's coders.
enum ByHand {
    struct Contact: Codable, Equatable {
        var id: Int
        var name: String
        var email: String
        var phone: String?
        var isActive: Bool
        var score: Double
        var tags: [String]
        var address: Address
    }

    struct Address: Codable, Equatable {
        var street: String
        var city: String
        var postalCode: String
        var country: String
        var latitude: Double?
        var longitude: Double?
    }

    struct Branch: Codable, Equatable {
        var label: String
        var children: [Branch]
    }

    struct Setting: Codable, Equatable {
        var id: Int
        var a: String?
        var b: String?
        var c: Int?
        var d: Int?
        var e: Bool?
        var f: Bool?
        var g: Double?
        var h: Double?
        var i: String?
        var j: String?
        var k: [String]?
        var l: [Int]?
        var m: String?
        var n: String?
        var o: String?
        var p: String?
    }

    struct Measurement: Codable, Equatable {
        var time: Int
        var values: [Double]
        var counts: [Int]
    }
}
