private import CProcess

/// Memory that a large request took, and that the allocator would keep for the next one.
enum MemoryReturn {
    static func giveBack() { heed_give_back_memory() }
}
