import PacelinePolicy

extension LimitReport {
    /// The matrix as a picture of 860 pixels' width: groups as rows with a mark for each call, limits as bars of
    /// requests per minute. Each bucket has a colour, and a pipe that leads to every bar that draws on it.
    var svg: String { LimitChart(self).page }
}

/// The chart of a matrix, drawn from top to bottom.
private struct LimitChart {
    private let title: String
    private let matrix: LimitMatrix
    private let scale: ChartScale
    /// The buckets' numbers by policy: which colour, which pipe.
    private let bucket: [String: Int]
    private let buckets: [LimitMatrix.Bucket]
    /// The left end of the bars.
    private let left: Double
    /// Where each bucket's pipe ends: its last bar.
    private var pipeEnds: [Int: Double] = [:]
    /// Where it begins: under its line of the legend.
    private var pipeStarts: [Double] = []
    private var y = 0.0
    /// The lines between the groups, under everything else.
    private var rules = ""
    private var drawing = ""

    private static let (width, margin, labelWidth, pitch, callsAcross) = (860.0, 32.0, 290.0, 10.0, 12)
    private static let callsLeft = margin + labelWidth + 30

    init(_ report: LimitReport) {
        title = "\(report.title): rate limits"
        matrix = report.matrix
        buckets = matrix.buckets
        bucket = Dictionary(buckets.enumerated().map { ($1.policy.name, $0) }, uniquingKeysWith: { first, _ in first })
        left = Self.callsLeft + Double(Self.callsAcross) * Self.pitch + 24 + 10 * Double(min(buckets.count, 8))
        scale = ChartScale(matrix.rows.flatMap(\.limits), width: Self.width - Self.margin - left)
    }

    var page: String {
        var chart = self
        chart.drawHeader()
        let top = chart.y
        for row in matrix.rows { chart.draw(row) }
        let frame = SVG.rectangle("card", x: 0.5, y: 0.5, width: Self.width - 1, height: chart.y + 19, radius: 12)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 \(Int(chart.y + 20))" width="860" \
            height="\(Int(chart.y + 20))" role="img">
            <title>\(SVG.escaped(title))</title>
            <style>
            \(ChartStyle.sheet)
            </style>
            \(frame)\(chart.rules)\(chart.grid(from: top))\(chart.pipes)\(chart.drawing)</svg>

            """
    }

    /// Title, legend and the heads of the columns.
    private mutating func drawHeader() {
        let groups = Set(matrix.rows.flatMap(\.groups).map(\.name)).count
        let calls = matrix.rows.reduce(0) { $0 + $1.callCount }
        drawing += SVG.text("title", title, x: Self.margin, y: 46)
        let counted = "\(calls) \(calls == 1 ? "call" : "calls") in \(groups) \(groups == 1 ? "group" : "groups")"
        drawing += SVG.text("muted", counted, x: Self.margin, y: 68)
        y = 84
        for (number, bucket) in buckets.enumerated() {
            let style = number % ChartStyle.colours
            drawing += SVG.path("b\(style)", "M0 2h18l-3 15h-12z", x: Self.margin, y: y + 1)
            let policy = bucket.policy
            let per = policy.per.isEmpty ? "" : " per " + policy.per.map(\.description).joined(separator: " and ")
            let shared = bucket.calls == 1 ? "one bucket" : "one shared bucket"
            let kind = bucket.each.isEmpty ? shared : "one bucket each"
            let users = bucket.calls == 1 ? "1 call draws on it" : "\(bucket.calls) calls draw on it"
            drawing += SVG.text(
                "legend", "\(kind): \(policy.numbers.text(unit: policy.unit))\(per)", x: Self.margin + 28, y: y + 16)
            drawing += SVG.text("muted", users, x: left, y: y + 16)
            pipeStarts.append(y + 24)
            y += 32
        }
        y += 26
        drawing += SVG.text("small", "group", x: Self.margin, y: y)
        drawing += SVG.text("small", "calls", x: Self.callsLeft, y: y)
        if scale.maximum > 0 { drawing += SVG.text("small", "\(scale.unit) per minute", x: left, y: y - 15) }
        for tick in scale.ticks {
            drawing += SVG.text("small middle", tick.formatted, x: left + scale.length(tick), y: y)
        }
        y += 8
    }

    private mutating func draw(_ row: LimitMatrix.Row) {
        var parent: String?
        for group in row.groups {
            rules += SVG.line("rule", from: (Self.margin, y), to: (Self.width - Self.margin, y))
            if let heading = group.parent, heading != parent {
                drawing += SVG.text("parent", heading, x: Self.margin, y: y + 20)
                y += 26
            }
            parent = group.parent
            let indent = parent == nil ? 0.0 : 16.0
            // A letter of this size is some seven pixels wide.
            let label = group.title.wrapped(to: Int((Self.labelWidth - indent) / 7))
            let across = Self.callsAcross
            let lines = max(label.count, row.limits.count, (group.calls.count + across - 1) / across)
            let height = 12 + 17 * Double(lines)
            for (index, line) in label.enumerated() {
                let top = y + (height - 17 * Double(label.count)) / 2 + 17 * Double(index)
                drawing += SVG.text("label", line, x: Self.margin + indent, y: top + 13)
            }
            drawCalls(of: group, height: height)
            drawBars(of: row, height: height, isFirst: group == row.groups.first)
            y += height
        }
    }

    /// The number of a group's calls, and a mark for each, which names the call when pointed at.
    private mutating func drawCalls(of group: LimitMatrix.Group, height: Double) {
        let count = group.calls.count
        drawing += SVG.text("end", "\(count)", x: Self.callsLeft - 10, y: y + height / 2 + 4.5)
        let lines = (count + Self.callsAcross - 1) / Self.callsAcross
        let top = y + (height - Self.pitch * Double(lines)) / 2 + 1
        for (index, call) in group.calls.enumerated() {
            let (line, column) = index.quotientAndRemainder(dividingBy: Self.callsAcross)
            drawing += SVG.rectangle(
                "call", x: Self.callsLeft + Self.pitch * Double(column), y: top + Self.pitch * Double(line), width: 8,
                height: 8, radius: 2, title: call.name)
        }
    }

    /// A bar for each limit, with its label where it comes up first.
    private mutating func drawBars(of row: LimitMatrix.Row, height: Double, isFirst: Bool) {
        if row.limits.isEmpty { drawing += SVG.text("muted", "no limit", x: left, y: y + height / 2 + 4.5) }
        for (index, limit) in row.limits.enumerated() {
            let middle = y + (height - 17 * Double(row.limits.count)) / 2 + 17 * Double(index) + 8.5
            let number = bucket[limit.policy.name] ?? 0
            let length = scale.length(of: limit)
            drawing += SVG.line(
                "pipe p\(number % ChartStyle.colours)", from: (pipe(number), middle), to: (left, middle))
            drawing += SVG.rectangle(
                "bar b\(number % ChartStyle.colours)", x: left, y: middle - 6, width: length, height: 12, radius: 3)
            if isFirst { drawing += SVG.text("small", limit.shortText, x: left + length + 8, y: middle + 4) }
            pipeEnds[number] = middle
        }
    }

    /// Where a bucket's pipe runs down.
    private func pipe(_ number: Int) -> Double { left - 10 - 10 * Double(number % 8) }

    private var pipes: String {
        pipeEnds.sorted { $0.key < $1.key }.map { number, end in
            let (style, start, x) = ("pipe p\(number % ChartStyle.colours)", pipeStarts[number], pipe(number))
            return SVG.line(style, from: (Self.margin, start), to: (x, start))
                + SVG.line(style, from: (x, start), to: (x, end))
        }.joined()
    }

    private func grid(from top: Double) -> String {
        scale.ticks.map { tick in
            let x = left + scale.length(tick)
            return SVG.line("grid", from: (x, top), to: (x, y))
        }.joined()
    }
}

/// The axis of the bars: requests, or other units, per minute.
private struct ChartScale {
    /// The most per minute that a limit admits.
    let maximum: Double
    let unit: String
    private let pixels: Double

    /// A scale for `limits` on which bars with their labels are at most `width` pixels long.
    init(_ limits: [AppliedLimit], width: Double) {
        maximum = limits.map(\.callsPerMinute).max() ?? 0
        unit = limits.allSatisfy { $0.policy.unit == "requests" } ? "requests" : "units"
        // A letter of the labels is some six and a half pixels wide.
        pixels = max(60, width - 8 - 6.5 * Double(limits.map(\.shortText.count).max() ?? 0))
    }

    func length(_ perMinute: Double) -> Double { maximum > 0 ? pixels * perMinute / maximum : 0 }

    /// The length of a limit's bar, never too short to be seen.
    func length(of limit: AppliedLimit) -> Double { max(3, length(limit.callsPerMinute)) }

    /// Up to five round numbers from zero on, fewer where they would stand too close.
    var ticks: [Double] {
        guard maximum > 0 else { return [] }
        var (step, turn) = (1e-6, 0)
        while maximum / step > min(4, pixels / 34) {
            step = (step * [2, 2.5, 2][turn % 3] * 1e6).rounded() / 1e6
            turn += 1
        }
        return stride(from: 0, through: maximum, by: step).map { $0 }
    }
}

extension AppliedLimit {
    /// Requests per minute that the limit admits in the long run; 0 where it has no window.
    fileprivate var callsPerMinute: Double {
        guard case .quota(let quota, let window, _, _) = numbers ?? policy.numbers, cost > 0, window > .zero else {
            return 0
        }
        return quota / cost * 60 / window.seconds
    }
}
