namespace HgmVm.Tests.Execution.Model;

/// <summary>What every random program about a dense array begins with.</summary>
internal static class DenseText
{
    public const string Head = """
        module model
        host fn test.note(n: i64)
        host fn test.probe()

        struct Part { varying y: i64 }
        struct Point { varying x: i64, varying part: inline Part, varying to: ref Point }

        fn point(id: i64) -> own Point {
            let p: own Point
            alloc p
            st p.x, id
            st p.part.y, id
            ret p
        }
        ; says what a reference finds, or -1 if it is dead
        fn look(r: ref Point) {
            let x: i64, k: i32
            alive k, r
            br.z k, dead
            ld x, r.x
            call test.note(x)
            ret
          dead:
            call test.note(-1)
            ret
        }
        fn look_part(r: ref Part) {
            let x: i64, k: i32
            alive k, r
            br.z k, dead
            ld x, r.y
            call test.note(x)
            ret
          dead:
            call test.note(-1)
            ret
        }

        fn main() {
            let s0: own Point, s1: own Point, all: own array dense inline Point, f: ref array dense inline Point
            let r0: ref Point, r1: ref Point, r2: ref Point, n0: ref Part, b0: borrow Point, b1: borrow Point, m0: borrow Part
            let a0: borrow array dense inline Point, x: i64, i: i64, j: i64
            array.new all, 0
            ref f, all
            null r0
            null r1
            null r2
            null n0

        """;
}
