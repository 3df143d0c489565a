/// Where the entries of a zip archive are: name → the entry's bytes, as offsets in the file.
///
/// Only what the central directory says counts, as for every reader of zip; it is checked against the file and the entries' own
/// headers. Entries must be stored uncompressed, so that they can be used where they are. Zip64 is read; checksums are not.
/// Format: PKWARE's APPNOTE.TXT.
/// - label: how messages name the file.
func readZipDirectory(_ bytes: UnsafeRawBufferPointer, label: String) throws(CheckpointError) -> [String: Range<Int>] {
    try ZipReader(bytes: bytes, label: label).readEntries()
}

private struct ZipReader {
    let bytes: UnsafeRawBufferPointer
    let label: String

    /// Where the central directory is, and how many entries it lists.
    private struct Directory {
        let entryCount: UInt64
        let byteCount: UInt64
        let offset: UInt64
    }

    /// What the central directory says of one entry.
    private struct Entry {
        let name: UnsafeRawBufferPointer
        let byteCount: UInt64
        let headerOffset: UInt64
    }

    private static let endSignature: UInt32 = 0x0605_4B50
    private static let end64LocatorSignature: UInt32 = 0x0706_4B50
    private static let end64Signature: UInt32 = 0x0606_4B50
    private static let entrySignature: UInt32 = 0x0201_4B50
    private static let headerSignature: UInt32 = 0x0403_4B50
    private static let endSize = 22
    private static let end64LocatorSize = 20
    /// In a field of 32 bits: the number is among the zip64 fields.
    private static let isElsewhere = UInt64(UInt32.max)

    func readEntries() throws(CheckpointError) -> [String: Range<Int>] {
        let end = try findEnd()
        let directory = try readEnd(at: end)
        guard let offset = Int(exactly: directory.offset), let byteCount = Int(exactly: directory.byteCount),
            offset <= end, byteCount <= end - offset, var cursor = ByteCursor(bytes, at: offset)
        else { throw malformed("the zip directory is not inside the file") }
        var entries: [String: Range<Int>] = [:]
        var ranges: [(name: String, range: Range<Int>)] = []
        var remaining = directory.entryCount
        while remaining > 0 {
            remaining -= 1
            let entry = try readEntry(&cursor, end: offset + byteCount)
            guard let name = String(validating: entry.name, as: UTF8.self) else {
                throw malformed("the zip directory has a name that is not valid UTF-8")
            }
            let (header, data) = try locate(entry, name, directoryOffset: offset)
            guard entries.updateValue(data, forKey: name) == nil else {
                throw malformed("the zip directory has two entries \(name)")
            }
            ranges.append((name, header..<data.upperBound))
        }
        if let (first, second) = firstOverlap(of: ranges) {
            throw malformed("its entries \(first) and \(second) share bytes")
        }
        return entries
    }

    /// The last record of the file: the end of the central directory, which a comment may follow.
    private func findEnd() throws(CheckpointError) -> Int {
        let last = bytes.count - ZipReader.endSize
        for position in stride(from: last, through: max(0, last - Int(UInt16.max)), by: -1) {
            guard var cursor = ByteCursor(bytes, at: position), cursor.integer(UInt32.self) == ZipReader.endSignature,
                cursor.take(16) != nil, let commentSize = cursor.integer(UInt16.self)
            else { continue }
            if Int(commentSize) == cursor.remaining { return position }
        }
        throw malformed(
            "it begins as a zip archive but does not end as one; the download or the copy is incomplete, get the file again"
        )
    }

    private func readEnd(at end: Int) throws(CheckpointError) -> Directory {
        guard var cursor = ByteCursor(bytes, at: end + 4), let disk = cursor.integer(UInt16.self),
            let directoryDisk = cursor.integer(UInt16.self), cursor.integer(UInt16.self) != nil,
            let entryCount = cursor.integer(UInt16.self), let byteCount = cursor.integer(UInt32.self),
            let offset = cursor.integer(UInt32.self)
        else { throw malformed("the zip directory's end is cut") }
        if let end64 = try readEnd64(before: end) { return end64 }
        guard disk == 0, directoryDisk == 0 else { throw malformed("it is one part of a zip archive in parts") }
        return Directory(entryCount: UInt64(entryCount), byteCount: UInt64(byteCount), offset: UInt64(offset))
    }

    /// The zip64 form of the end, which a record just before the end points to; nil when there is none.
    private func readEnd64(before end: Int) throws(CheckpointError) -> Directory? {
        guard var locator = ByteCursor(bytes, at: end - ZipReader.end64LocatorSize),
            locator.integer(UInt32.self) == ZipReader.end64LocatorSignature
        else { return nil }
        guard locator.integer(UInt32.self) != nil, let position = locator.integer(UInt64.self),
            let position = Int(exactly: position), var cursor = ByteCursor(bytes, at: position),
            cursor.integer(UInt32.self) == ZipReader.end64Signature,
            // The record's size, two versions and two numbers of disks.
            cursor.take(20) != nil, cursor.integer(UInt64.self) != nil, let entryCount = cursor.integer(UInt64.self),
            let byteCount = cursor.integer(UInt64.self), let offset = cursor.integer(UInt64.self)
        else { throw malformed("the zip64 directory's end is not where the file says") }
        return Directory(entryCount: entryCount, byteCount: byteCount, offset: offset)
    }

    private func readEntry(_ cursor: inout ByteCursor, end: Int) throws(CheckpointError) -> Entry {
        guard cursor.integer(UInt32.self) == ZipReader.entrySignature, cursor.take(4) != nil,
            let flags = cursor.integer(UInt16.self), let method = cursor.integer(UInt16.self),
            // Time, date and checksum.
            cursor.take(8) != nil,
            let storedCount = cursor.integer(UInt32.self), let byteCount = cursor.integer(UInt32.self),
            let nameSize = cursor.integer(UInt16.self), let extraSize = cursor.integer(UInt16.self),
            let commentSize = cursor.integer(UInt16.self),
            // The disk and the attributes.
            cursor.take(8) != nil,
            let headerOffset = cursor.integer(UInt32.self), let name = cursor.take(Int(nameSize)),
            let extra = cursor.take(Int(extraSize)), cursor.take(Int(commentSize)) != nil, cursor.position <= end
        else { throw malformed("the zip directory has fewer entries than it says") }

        let shownName = String(decoding: name, as: UTF8.self)
        guard flags & 1 == 0 else { throw refused("its entry \(shownName) is encrypted") }
        guard method == 0 else {
            throw refused(
                "its entry \(shownName) is compressed (method \(method)); torch.save stores entries as they are")
        }
        var numbers = [UInt64(byteCount), UInt64(storedCount), UInt64(headerOffset)]
        if numbers.contains(ZipReader.isElsewhere) { try readZip64Numbers(extra, into: &numbers, shownName) }
        guard numbers[0] == numbers[1] else {
            throw malformed("its entry \(shownName) is of \(numbers[0]) bytes stored as \(numbers[1])")
        }
        return Entry(name: name, byteCount: numbers[0], headerOffset: numbers[2])
    }

    /// Replaces those of the numbers that the fields of 32 bits do not hold, in their order.
    private func readZip64Numbers(
        _ extra: UnsafeRawBufferPointer, into numbers: inout [UInt64], _ name: String
    ) throws(CheckpointError) {
        var cursor = ByteCursor(extra)
        while let kind = cursor.integer(UInt16.self), let size = cursor.integer(UInt16.self),
            let field = cursor.take(Int(size))
        {
            guard kind == 1 else { continue }
            var fieldCursor = ByteCursor(field)
            for index in numbers.indices where numbers[index] == ZipReader.isElsewhere {
                guard let number = fieldCursor.integer(UInt64.self) else {
                    throw malformed("its entry \(name) has zip64 fields that are cut")
                }
                numbers[index] = number
            }
            return
        }
    }

    /// Where an entry's own header begins, and where its bytes are behind it.
    private func locate(
        _ entry: Entry, _ name: String, directoryOffset: Int
    ) throws(CheckpointError) -> (header: Int, data: Range<Int>) {
        guard let header = Int(exactly: entry.headerOffset), var cursor = ByteCursor(bytes, at: header),
            cursor.integer(UInt32.self) == ZipReader.headerSignature,
            // Versions, flags, method, time, date, checksum and sizes, which the directory has too.
            cursor.take(22) != nil,
            let nameSize = cursor.integer(UInt16.self), let extraSize = cursor.integer(UInt16.self),
            let ownName = cursor.take(Int(nameSize)), ownName.elementsEqual(entry.name),
            cursor.take(Int(extraSize)) != nil
        else { throw malformed("its entry \(name) is not where the zip directory says") }
        let start = cursor.position
        guard start <= directoryOffset, let byteCount = Int(exactly: entry.byteCount),
            byteCount <= directoryOffset - start
        else { throw malformed("its entry \(name) of \(entry.byteCount) bytes is not inside the file") }
        return (header, start..<start + byteCount)
    }

    private func malformed(_ reason: String) -> CheckpointError { .malformed(file: label, reason: reason) }
    private func refused(_ reason: String) -> CheckpointError { .unreadable(path: label, reason: reason) }
}
