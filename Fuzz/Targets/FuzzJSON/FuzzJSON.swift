private import FuzzSupport
private import JSON

/// A JSON text: what is parsed is read in every way, written again, and must then parse to the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJSON(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    guard let document = try? JSONDocument(parsing: UnsafeRawBufferPointer(start: start, count: count)) else {
        return 0
    }
    readEverything(document.root)

    var writer = JSONWriter()
    guard write(document.root, to: &writer, depth: 0) else { return 0 }
    let again = writer.finish().withBytes { try? JSONDocument(parsing: $0) }
    guard let again else { preconditionFailure("what was written does not parse") }
    precondition(isSame(document.root, again.root), "what was written is not what was read")
    return 0
}

private func readEverything(_ root: JSONValue) {
    var values = [root]
    while let value = values.popLast() {
        keep(value.summary)
        keep((value.string, value.integer, value.number, value.boolean, value.isNull))
        if let elements = value.elements {
            keep((try? elements.int32s(), try? elements.floats()))
            values += elements
        }
        if let members = value.members {
            for (key, member) in members {
                precondition(value[key] != nil, "a member is not found by its key")
                values.append(member)
            }
        }
    }
}

/// False, with the writing given up, when values are nested deeper than any reply.
private func write(_ value: JSONValue, to writer: inout JSONWriter, depth: Int) -> Bool {
    guard depth < 64 else { return false }
    var isComplete = true
    if let members = value.members {
        writer.object { writer in
            for (key, member) in members where isComplete {
                writer.key(key)
                isComplete = write(member, to: &writer, depth: depth + 1)
                if !isComplete { writer.null() }
            }
        }
    } else if let elements = value.elements {
        writer.array { writer in
            for element in elements where isComplete {
                isComplete = write(element, to: &writer, depth: depth + 1)
                if !isComplete { writer.null() }
            }
        }
    } else if let string = value.string {
        writer.value(string)
    } else if let integer = value.integer {
        writer.value(integer)
    } else if let number = value.number {
        writer.value(number)
    } else if let flag = value.boolean {
        writer.value(flag)
    } else {
        writer.null()
    }
    return isComplete
}

/// - first: nested less than `write`'s limit
private func isSame(_ first: JSONValue, _ second: JSONValue) -> Bool {
    guard first.kind == second.kind else { return false }
    if let firstMembers = first.members, let secondMembers = second.members {
        guard firstMembers.count == secondMembers.count else { return false }
        return zip(firstMembers, secondMembers).allSatisfy {
            isSame($0.value, $1.value) && $0.key.utf8.elementsEqual($1.key.utf8)
        }
    }
    if let firstElements = first.elements, let secondElements = second.elements {
        return firstElements.count == secondElements.count && zip(firstElements, secondElements).allSatisfy(isSame)
    }
    if let firstText = first.string, let secondText = second.string {
        return firstText.utf8.elementsEqual(secondText.utf8)
    }
    return first.integer == second.integer && first.number == second.number && first.boolean == second.boolean
}
