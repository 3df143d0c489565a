extension JSONWriter {
    /// A parsed value, written again.
    package mutating func value(_ json: JSONValue) {
        if let members = json.members {
            object { writer in
                for (key, member) in members {
                    writer.key(key)
                    writer.value(member)
                }
            }
        } else if let elements = json.elements {
            array { writer in for element in elements { writer.value(element) } }
        } else if let text = json.string {
            value(text)
        } else if let number = json.integer {
            value(number)
        } else if let number = json.number {
            value(number)
        } else if let flag = json.boolean {
            value(flag)
        } else {
            null()
        }
    }
}
