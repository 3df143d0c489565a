import JSON

extension JSONWriter {
    mutating func optional(_ text: String?) {
        if let text { value(text) } else { null() }
    }

    mutating func optional(_ number: Int?) {
        if let number { value(number) } else { null() }
    }

    mutating func optional(_ number: Float?) {
        if let number { value(number) } else { null() }
    }

    mutating func array(of numbers: [Int]) {
        array { writer in for number in numbers { writer.value(number) } }
    }

    mutating func array(of texts: [String?]) {
        array { writer in for text in texts { writer.optional(text) } }
    }
}
