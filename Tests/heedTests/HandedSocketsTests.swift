import Testing

@testable import heed

struct HandedSocketsTests {
    @Test(arguments: [
        ([:], 0), (["LISTEN_PID": "7", "LISTEN_FDS": "2"], 2), (["LISTEN_PID": "8", "LISTEN_FDS": "2"], 0),
        (["LISTEN_FDS": "2"], 0), (["LISTEN_PID": "7"], 0), (["LISTEN_PID": "7", "LISTEN_FDS": "many"], 0),
        (["LISTEN_PID": "7", "LISTEN_FDS": "-1"], 0),
    ])
    func onlyThoseForThisProcessCount(environment: [String: String], count: Int) {
        #expect(HandedSockets.count(environment, process: 7) == count)
    }
}
