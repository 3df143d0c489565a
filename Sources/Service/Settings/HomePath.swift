import Glibc

/// Paths that begin with `~`, which shells leave as they are behind `NAME=`, and nobody expands in a file or a variable.
package enum HomePath {
    /// `~/models` under the home directory of whoever runs the process, `~name/models` under that of a user; every other path, and one
    /// whose user is not known, as it is.
    package static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~") else { return path }
        let user = path.dropFirst().prefix { $0 != "/" }
        guard let home = user.isEmpty ? ownHome : home(of: getpwnam(String(user))) else { return path }
        let rest = path.dropFirst(1 + user.count)
        return home == "/" && !rest.isEmpty ? String(rest) : home + rest
    }

    private static var ownHome: String? {
        if let home = getenv("HOME").map({ String(cString: $0) }), !home.isEmpty { return home }
        return home(of: getpwuid(getuid()))
    }

    private static func home(of user: UnsafeMutablePointer<passwd>?) -> String? {
        user?.pointee.pw_dir.map { String(cString: $0) }
    }
}
