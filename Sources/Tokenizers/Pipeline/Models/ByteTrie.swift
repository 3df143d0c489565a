/// Byte strings with a value each, walked a byte at a time: finds every piece that a text begins with in one pass.
///
/// All edges lie in one hash table: it is filled as fast as it is read, whatever the order of the strings, and takes some 12 bytes an
/// edge.
struct ByteTrie: Sendable {
    /// A place that a walk has reached. Nodes are below 2²⁴.
    typealias Node = Int

    static let root: Node = 0
    private static let nodeLimit = 1 << 24

    /// The value of each node; -1 where no string ends.
    private var values: [Int32] = [-1]
    /// Edges by hash, linear probing: node << 40 | byte << 32 | child. 0 where free, as no edge leads to the root.
    private var edges: [UInt64]

    /// - capacity: about how many bytes all strings have.
    init(capacity: Int) {
        var size = 16
        while size < min(capacity, Self.nodeLimit) { size *= 2 }
        edges = [UInt64](repeating: 0, count: size)
    }

    /// A string that is there already gets the new value. The empty string is nowhere met, and left out.
    ///
    /// - Returns: false when the strings have more than 2²⁴ different beginnings.
    mutating func insert(_ string: some Sequence<UInt8>, value: Int32) -> Bool {
        var node = Self.root
        for byte in string {
            if let child = child(of: node, byte) {
                node = child
            } else {
                guard let child = addChild(of: node, byte) else { return false }
                node = child
            }
        }
        if node != Self.root { values[node] = value }
        return true
    }

    func child(of node: Node, _ byte: UInt8) -> Node? {
        let key = Self.key(node, byte)
        var slot = slot(of: key)
        while true {
            let edge = edges[slot]
            if edge == 0 { return nil }
            if edge >> 32 == key { return Node(truncatingIfNeeded: edge & 0xFFFF_FFFF) }
            slot = (slot + 1) & (edges.count - 1)
        }
    }

    /// nil when no string ends here.
    func value(at node: Node) -> Int32? {
        let value = values[node]
        return value < 0 ? nil : value
    }

    /// Where the strings go on that begin with `prefix`; nil when none does.
    func node(of prefix: some Sequence<UInt8>) -> Node? {
        var node = Self.root
        for byte in prefix {
            guard let child = child(of: node, byte) else { return nil }
            node = child
        }
        return node
    }

    private static func key(_ node: Node, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    /// Fibonacci hashing: the upper bits of the product are the well mixed ones.
    private func slot(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 32) & (edges.count - 1)
    }

    private mutating func addChild(of node: Node, _ byte: UInt8) -> Node? {
        let child = values.count
        guard child < Self.nodeLimit else { return nil }
        values.append(-1)
        // Three quarters of the slots are used at most.
        if child * 4 > edges.count * 3 { grow() }
        insertEdge(Self.key(node, byte) << 32 | UInt64(child))
        return child
    }

    private mutating func insertEdge(_ edge: UInt64) {
        var slot = slot(of: edge >> 32)
        while edges[slot] != 0 { slot = (slot + 1) & (edges.count - 1) }
        edges[slot] = edge
    }

    private mutating func grow() {
        let old = edges
        edges = [UInt64](repeating: 0, count: old.count * 2)
        for edge in old where edge != 0 { insertEdge(edge) }
    }
}
