private import CHTTPMessage

/// What a client sends: the first two bytes say where the rest is cut, which must make no difference. A head, and what follows it as a body
/// in chunks.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzHTTPMessage(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 2 else { return 0 }
    let bytes = UnsafeRawBufferPointer(rebasing: input[2...])
    let cut = (Int(input[0]) << 8 | Int(input[1])) % (bytes.count + 1)

    let whole = readHead([bytes])
    let pieces = readHead([
        UnsafeRawBufferPointer(rebasing: bytes[..<cut]), UnsafeRawBufferPointer(rebasing: bytes[cut...]),
    ])
    precondition(whole == pieces, "a head depends on where it is cut")

    let rest = UnsafeRawBufferPointer(rebasing: bytes[whole.consumed...])
    let bodyCut = min(cut, rest.count)
    let body = readChunks([rest])
    let bodyInPieces = readChunks([
        UnsafeRawBufferPointer(rebasing: rest[..<bodyCut]), UnsafeRawBufferPointer(rebasing: rest[bodyCut...]),
    ])
    precondition(body == bodyInPieces, "a body depends on where it is cut")
    return 0
}

private struct Outcome: Equatable {
    var isComplete = false
    var fault = HEED_HTTP_NO_FAULT
    var consumed = 0
    /// Of a head its strings, of a body its data.
    var bytes: [UInt8] = []
}

private func readHead(_ pieces: [UnsafeRawBufferPointer]) -> Outcome {
    var outcome = Outcome()
    var head = heed_http_head()
    defer { heed_http_head_free(&head) }
    for piece in pieces where !outcome.isComplete && outcome.fault == HEED_HTTP_NO_FAULT {
        var consumed = 0
        let progress = heed_http_head_read(&head, piece.baseAddress, piece.count, &consumed, &outcome.fault)
        precondition(consumed <= piece.count)
        precondition((progress == HEED_HTTP_FAULTY) == (outcome.fault != HEED_HTTP_NO_FAULT))
        outcome.consumed += consumed
        outcome.isComplete = progress == HEED_HTTP_COMPLETE
    }
    guard outcome.isComplete else { return outcome }
    append(head.method, of: head, to: &outcome.bytes)
    append(head.target, of: head, to: &outcome.bytes)
    withUnsafeBytes(of: head.names) { names in
        for span in names.bindMemory(to: heed_http_span.self).prefix(head.count) {
            append(span, of: head, to: &outcome.bytes)
        }
    }
    withUnsafeBytes(of: head.values) { values in
        for span in values.bindMemory(to: heed_http_span.self).prefix(head.count) {
            append(span, of: head, to: &outcome.bytes)
        }
    }
    let framing = head.framing
    precondition(!framing.is_chunked || framing.length == 0, "two lengths")
    precondition(!framing.is_chunked || !framing.is_old, "chunks in HTTP/1.0")
    return outcome
}

/// A string of the head, which its NUL must end where its span does.
private func append(_ span: heed_http_span, of head: heed_http_head, to bytes: inout [UInt8]) {
    let string = UnsafeRawBufferPointer(start: head.bytes, count: head.length)[Int(span.begin)...Int(span.end)]
    precondition(string.firstIndex(of: 0) == Int(span.end), "a string does not end where it should")
    bytes += string
}

private func readChunks(_ pieces: [UnsafeRawBufferPointer]) -> Outcome {
    var outcome = Outcome()
    var chunks = heed_http_chunks()
    for piece in pieces {
        var rest = piece[...]
        while !rest.isEmpty, !outcome.isComplete, outcome.fault == HEED_HTTP_NO_FAULT {
            let now = UnsafeRawBufferPointer(rebasing: rest)
            var consumed = 0
            var data = heed_http_span()
            let progress = heed_http_chunks_read(&chunks, now.baseAddress, now.count, &consumed, &data, &outcome.fault)
            precondition(consumed > 0 && consumed <= now.count && data.begin <= data.end && Int(data.end) <= consumed)
            outcome.bytes += now[Int(data.begin)..<Int(data.end)]
            outcome.consumed += consumed
            outcome.isComplete = progress == HEED_HTTP_COMPLETE
            rest = rest.dropFirst(consumed)
        }
    }
    return outcome
}
