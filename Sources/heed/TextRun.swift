import ArgumentParser
import Glibc
import JSON
import Service

/// Sends texts to a route of the service in this process, several at a time, and shows the outputs in their order. A text in error
/// loses no other: the rest is answered, and the error names the text.
struct TextRun {
    /// What the service answers.
    let post: ([String]) throws -> LocalReply
    /// Texts of one request.
    let mostAtOnce: Int
    /// Whether the API's replies are shown, rather than each of their outputs.
    var showsReplies = false
    let show: (JSONValue) throws -> Void
    var say: (String) throws -> Void = Console.say
    var complain: (String) -> Void = Console.complain

    /// Works on the texts, or if there are none on the lines of a file: what has been read is worked on at once, whether or not more
    /// comes.
    /// - Throws: `ExitCode` when a text was in error, which has been told then.
    func run(_ texts: [String], orLinesOf file: Int32 = STDIN_FILENO) throws {
        var hasFailed = false
        if texts.isEmpty {
            var reader = LineReader()
            var isAtEnd = false
            while !isAtEnd {
                let bytes = try Self.read(file)
                isAtEnd = bytes.isEmpty
                reader.append(bytes)
                var lines: [TextLine] = []
                while let line = reader.next() { lines.append(line) }
                if isAtEnd, let last = reader.last() { lines.append(last) }
                try answer(lines, named: "line", &hasFailed)
            }
        } else {
            let lines = texts.enumerated().map { TextLine(number: $0 + 1, content: .text($1)) }
            try answer(lines, named: "text", &hasFailed)
        }
        if hasFailed { throw ExitCode.failure }
    }

    private func answer(_ lines: [TextLine], named name: String, _ hasFailed: inout Bool) throws {
        var rest = lines[...]
        while let first = rest.first {
            guard case .text = first.content else {
                if case .malformed(let reason) = first.content { complain("\(name) \(first.number) \(reason)") }
                hasFailed = true
                rest.removeFirst()
                continue
            }
            let batch = rest.prefix(mostAtOnce).prefix { $0.text != nil }
            rest = rest.dropFirst(batch.count)
            let reply = try post(batch.compactMap(\.text))
            if reply.status == 200 {
                try deliver(reply, batch, named: name)
            } else if batch.count == 1 {
                try report(reply, first, named: name)
                hasFailed = true
            } else {
                // One of them is in error: the others are asked for by themselves.
                for line in batch { try answer([line], named: name, &hasFailed) }
            }
        }
    }

    private func deliver(_ reply: LocalReply, _ lines: some Collection<TextLine>, named name: String) throws {
        let outputs = try reply.json().list("outputs")
        for (line, output) in zip(lines, outputs) {
            if let dropped = output["dropped_tokens"]?.integer, dropped > 0 {
                complain("\(name) \(line.number) was cut: \(dropped) of its tokens were left out")
            }
            if let unknown = output["unknown_tokens"]?.integer {
                let tokens = unknown == 1 ? "1 token" : "\(unknown) tokens"
                complain("\(name) \(line.number) has \(tokens) that the model does not know")
            }
        }
        if showsReplies { return try say(String(decoding: reply.body, as: UTF8.self)) }
        for output in outputs { try show(output) }
    }

    /// Tells of an error of one text.
    /// - Throws: an error that every text has.
    private func report(_ reply: LocalReply, _ line: TextLine, named name: String) throws {
        let error = try reply.json()["error"]
        let message = error?["message"]?.string ?? "status \(reply.status)"
        let param = error?["param"]?.string ?? ""
        guard param.hasPrefix("input") || Self.codesOfTexts.contains(error?["code"]?.string ?? "") else {
            throw Failure(message: Self.inWordsOfTheCommandLine(message))
        }
        complain("\(name) \(line.number): \(Self.inWordsOfTheCommandLine(message))")
    }

    /// A message of the API, which advises fields of requests and routes, with the options and commands of the same meaning in their
    /// place.
    static func inWordsOfTheCommandLine(_ message: String) -> String {
        var message = message
        // Formats of replies.
        if let formats = message.firstRange(of: " In bytes, with other fields of attention") {
            message = String(message[..<formats.lowerBound])
        }
        for (field, option) in words { message = message.replacing(field, with: option) }
        for field in ["pooling", "normalize"] where message.hasPrefix(field + " ") { message = "--" + message }
        return message
    }

    private static let words = [
        (#"send "overflow": "truncate""#, "use --truncate"), ("Send it in parts.", "Split it."),
        ("Send a smaller max_new_tokens or num_beams", "Choose a smaller --max-new-tokens or --num-beams"),
        ("max_new_tokens", "--max-new-tokens"), ("num_beams", "--num-beams"),
        ("num_return_sequences", "--num-return-sequences"), ("source_language", "--source-language"),
        ("target_language", "--target-language"), ("fewer inputs or sequences", "fewer sequences"),
        ("fewer inputs, for a pooling", "a --pooling"),
        ("for fewer attention.layers and attention.heads", "for one --layer and --head"),
        ("fewer attention.maps and attention.layers", "one --layer instead of --attention-layers all"),
        ("fewer attention.maps, attention.layers or attention.heads", "one --layer and --head"),
        ("attention.layers[0]", "--layer"), ("attention.heads[0]", "--head"), ("attention.maps[0]", "--show-attention"),
        (#"and pooling "none""#, "and --pooling none"), ("leave pooling out", "leave --pooling out"),
        (
            "the options of the request and the model's own (GET /models)",
            "the options and the model's own (heed models --json)"
        ),
        ("Use /encode.", "Use heed encode."), ("; send token ids", "; heed serve takes token ids for it"),
        ("input[0]", "the text"), ("input has", "the text has"),
    ]

    /// Of errors that one text may have and another not, beside those that name it.
    private static let codesOfTexts = [
        "no_possible_token", "response_too_large", "work_too_large", "deadline_exceeded",
    ]

    /// What a file has now, or will have next; empty at its end.
    private static func read(_ file: Int32) throws -> [UInt8] {
        while true {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = Glibc.read(file, &buffer, buffer.count)
            if count >= 0 { return Array(buffer.prefix(count)) }
            if errno == EAGAIN {
                var wanted = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                _ = poll(&wanted, 1, -1)
            } else if errno != EINTR {
                let reason = errno == EBADF ? "it is closed" : String(cString: strerror(errno))
                throw Failure(message: "cannot read standard input: \(reason)")
            }
        }
    }
}

extension TextLine {
    /// nil when it is malformed.
    fileprivate var text: String? { if case .text(let text) = content { text } else { nil } }
}
