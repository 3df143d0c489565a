import Tasks

/// Work on a task on behalf of a request.
func refusing<Value>(_ work: () throws(Problem) -> Value) throws(ServiceError) -> Value {
    do throws(Problem) { return try work() } catch { throw .task(error) }
}

func refusing<Value>(_ work: () async throws(Problem) -> Value) async throws(ServiceError) -> Value {
    do throws(Problem) { return try await work() } catch { throw .task(error) }
}
