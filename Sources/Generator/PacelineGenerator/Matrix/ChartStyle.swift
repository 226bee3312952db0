/// Colours and type of the chart. It has a ground of its own, so that it can be read on light and on dark pages.
enum ChartStyle {
    /// The number of colours; a document with more buckets begins again with the first.
    static let colours = 8

    /// The style sheet: no font or picture is fetched.
    static let sheet = """
        text { font: 13px -apple-system, "Segoe UI", Roboto, Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #1f2328 }
        .card { fill: #ffffff; stroke: #d0d7de }
        .title { font-size: 21px; font-weight: 600 }
        .legend { font-size: 14px; font-weight: 600; paint-order: stroke; stroke: #ffffff; stroke-width: 5px }
        .muted { fill: #636c76 }
        .small { font-size: 11px; fill: #636c76 }
        .middle { text-anchor: middle }
        .end { text-anchor: end }
        .parent { font-weight: 600 }
        .rule { stroke: #e6eaee }
        .grid { stroke: #e6eaee; stroke-dasharray: 2 3 }
        .bar { fill-opacity: 0.7 }
        .call { fill: #afb8c1 }
        .pipe { stroke-width: 3; fill: none; stroke-linecap: round }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 }
        .card { fill: #0d1117; stroke: #3d444d }
        .legend { stroke: #0d1117 }
        .muted, .small { fill: #9198a1 }
        .rule, .grid { stroke: #262c36 }
        .call { fill: #59636e }
        }
        \(palette)
        """

    private static let palette = [
        "#2f81f7", "#e0823d", "#2da06e", "#a65fd0", "#d1495b", "#1b98a8", "#b58a00", "#6e7fa0",
    ].enumerated().map { ".b\($0) { fill: \($1) } .p\($0) { stroke: \($1) }" }.joined(separator: "\n")
}
