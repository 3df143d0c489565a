import CKernels
import TestSupport
import Testing

/// A process's list of control groups, and files of the mounted trees.
private struct Groups: CustomTestStringConvertible {
    let list: String?
    let files: [String: String]
    /// nil: no limit.
    let cores: Int32?

    init(_ list: String?, _ files: [String: String], _ cores: Int32?) {
        self.list = list
        self.files = files
        self.cores = cores
    }

    var testDescription: String { (list ?? "no list").prefix(60).description }

    private static func older(_ group: String, _ quota: String) -> [String: String] {
        ["\(group)/cpu.cfs_quota_us": quota, "\(group)/cpu.cfs_period_us": "100000"]
    }

    static let all: [Groups] = [
        Groups("0::/a/b\n", ["a/b/cpu.max": "300000 100000"], 3),
        Groups("0::/a/b\n", ["a/b/cpu.max": "max 100000", "a/cpu.max": "200000 100000"], 2),
        Groups("0::/a/b\n", ["a/b/cpu.max": "500000 100000", "a/cpu.max": "150000 100000"], 2),
        Groups("0::/\n", ["cpu.max": "400000 100000"], 4),
        Groups("0::/host/only\n", ["cpu.max": "400000 100000"], 4),
        Groups("0::/../outside\n", ["cpu.max": "400000 100000"], 4),
        Groups("4:cpu,cpuacct:/docker/x\n1:name=systemd:/y\n", older("cpu,cpuacct/docker/x", "150000"), 2),
        Groups("4:cpu:/x\n", older("cpu", "300000"), 3),
        Groups("4:cpuset:/x\n", older("cpu", "300000"), nil),
        Groups("4:cpu:/x\n", older("cpu", "-1"), nil),
        Groups("4:cpu:/x\n0::/y\n", ["unified/y/cpu.max": "100000 100000"], 1),
        Groups("", ["cpu.max": "400000 100000"], nil),
        Groups(nil, ["cpu.max": "400000 100000"], 4),
        Groups("nonsense\n0\n" + String(repeating: "/long", count: 5000), ["cpu.max": "100000 100000"], nil),
    ]
}

@Suite struct CoresTests {
    /// Both versions, the group itself and those above it; a container sees its own group at the mount, whatever its list says.
    @Test(arguments: Groups.all) fileprivate func quotasOfAllGroupsAboveCount(groups: Groups) throws {
        let directory = try TemporaryDirectory()
        if let text = groups.list { try directory.write("cgroup", Array(text.utf8)) }
        for (name, text) in groups.files { try directory.write("mounts/\(name)", Array((text + "\n").utf8)) }
        let cores = heed_group_cores("\(directory.path)/cgroup", "\(directory.path)/mounts")
        #expect(cores == groups.cores ?? Int32.max)
    }
}
