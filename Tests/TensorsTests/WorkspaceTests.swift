import Testing

@testable import Tensors

@Test func aWorkspaceUsesMemoryAgainOnlyWhenNobodyHoldsIt() {
    let workspace = Workspace()
    func addresses() -> [UnsafeMutablePointer<Float>] {
        workspace.use {
            let (first, second) = (Tensor(Shape(100)), Tensor(Shape(100)))
            return withExtendedLifetime((first, second)) { [first.pointer, second.pointer] }
        }
    }
    let before = addresses()
    #expect(before[0] != before[1])
    let kept = workspace.keptBytes
    #expect(Set(addresses()) == Set(before))
    #expect(workspace.keptBytes == kept)

    let held = workspace.use { Tensor(Shape(100)) }
    held[0] = 7
    let others = addresses()
    #expect(!others.contains(held.pointer))
    #expect(held[0] == 7)
}

@Test func tensorsOutsideOfAWorkspaceAreNoneOfItsBusiness() {
    let workspace = Workspace()
    let inner = Workspace()
    workspace.use {
        inner.use { _ = Tensor(Shape(10)) }
        #expect(workspace.keptBytes == 0)
        #expect(inner.keptBytes > 0)
        _ = Tensor(Shape(10))
    }
    let kept = workspace.keptBytes
    #expect(kept > 0)
    _ = Tensor(Shape(1000))
    #expect(workspace.keptBytes == kept)
}

@Test func aWorkspaceKeepsNoMoreThanItsLimit() {
    let workspace = Workspace()
    let count = StoragePool.largestKept / MemoryLayout<Float>.stride
    workspace.use {
        var held: [Tensor] = []
        for _ in 0..<2 * Workspace.mostKept / StoragePool.largestKept {
            held.append(Tensor(Shape(count)))
            #expect(workspace.keptBytes <= Workspace.mostKept)
        }
        let kept = workspace.keptBytes
        held.append(Tensor(Shape(count + 1)))
        #expect(workspace.keptBytes == kept)
    }
}
