namespace HgmVm.Tests.Execution.Model;

/// <summary>What every random program begins with.</summary>
internal static class ModelText
{
    /// <summary>What destructors say: the kind of what ends, and its number.</summary>
    public const long Ship = 1_000_000, Nav = 2_000_000, Lamp = 3_000_000, Torch = 4_000_000, Spark = 5_000_000;

    public const string Head = """
        module model
        host fn test.note(n: i64)
        host fn test.probe()

        struct Spark { final id: i64 }
        struct Nav { final spark: own Spark, varying range: i64 }
        struct Lamp { varying number: i64 }
        struct Torch { varying number: i64, final spark: own Spark }
        sealed Light = Lamp, Torch
        struct Pos { varying x: i64, varying y: i64 }
        struct Ship {
            varying nav: inline Nav
            varying pos: inline Pos
            varying light: inline Light
            varying kept: own Spark
        }

        global sparks: own array own Spark

        interface Part {
            fn number(self: ref Part) -> i64
            fn look(self: borrow Part) -> i64
        }
        impl Part for Ship { number = ship_number, look = ship_look }
        impl Part for Nav { number = nav_number, look = nav_look }

        fn ship_number(s: ref Ship) -> i64 {
            let n: i64
            ld n, s.pos.x
            ret n
        }
        fn ship_look(s: borrow Ship) -> i64 {
            let n: i64
            ld n, s.pos.x
            ret n
        }
        fn nav_number(s: ref Nav) -> i64 {
            let n: i64
            ld n, s.range
            ret n
        }
        fn nav_look(s: borrow Nav) -> i64 {
            let n: i64
            ld n, s.range
            ret n
        }

        drop Spark(self: borrow Spark) {
            let n: i64
            ld n, self.id
            add n, n, 5_000_000
            call test.note(n)
            ret
        }
        drop Nav(self: borrow Nav) {
            let n: i64
            ld n, self.range
            add n, n, 2_000_000
            call test.note(n)
            ret
        }
        drop Lamp(self: borrow Lamp) {
            let n: i64
            ld n, self.number
            add n, n, 3_000_000
            call test.note(n)
            ret
        }
        drop Torch(self: borrow Torch) {
            let n: i64
            ld n, self.number
            add n, n, 4_000_000
            call test.note(n)
            ret
        }
        drop Ship(self: borrow Ship) {
            let n: i64
            ld n, self.pos.x
            add n, n, 1_000_000
            call test.note(n)
            ret
        }

        fn spark(id: i64) -> own Spark {
            let s: own Spark
            alloc s
            st s.id, id
            ret s
        }
        fn ship(id: i64) -> own Ship {
            let s: own Ship, k: own Spark
            alloc s
            st s.pos.x, id
            call spark(id) -> k
            put s.kept, k
            ret s
        }
        fn nav(id: i64) -> own Nav {
            let n: own Nav, k: own Spark
            alloc n
            call spark(id) -> k
            put n.spark, k
            st n.range, id
            ret n
        }
        fn lamp(id: i64) -> own Light {
            let l: own Lamp, w: own Light
            alloc l
            st l.number, id
            make w, l
            ret w
        }
        fn torch(id: i64) -> own Light {
            let t: own Torch, w: own Light, k: own Spark
            alloc t
            st t.number, id
            call spark(id) -> k
            put t.spark, k
            make w, t
            ret w
        }
        ; says which references are alive
        fn living(r0: ref Ship, r1: ref Ship, r2: ref Ship, r3: ref Ship, n0: ref Nav, n1: ref Nav,
            q0: ref Light, q1: ref Light, g0: ref Part, g1: ref Part) {
            let n: i64, k: i32, sum: i32
            alive sum, r0
            alive k, r1
            mul k, k, 2
            add sum, sum, k
            alive k, r2
            mul k, k, 4
            add sum, sum, k
            alive k, r3
            mul k, k, 8
            add sum, sum, k
            alive k, n0
            mul k, k, 16
            add sum, sum, k
            alive k, n1
            mul k, k, 32
            add sum, sum, k
            alive k, q0
            mul k, k, 64
            add sum, sum, k
            alive k, q1
            mul k, k, 128
            add sum, sum, k
            alive k, g0
            mul k, k, 256
            add sum, sum, k
            alive k, g1
            mul k, k, 512
            add sum, sum, k
            extend n, sum
            call test.note(n)
            ret
        }
        fn local_ship(id: i64) -> ref Ship {
            local s: inline Ship
            let r: ref Ship
            st s.pos.x, id
            ref r, s
            ret r
        }

        """;

    private const string Locals = """
            let b0: borrow Ship, b1: borrow Ship, b2: borrow Ship, m0: borrow Nav, m1: borrow Nav, l0: borrow Light, c0: borrow Part
            let a0: borrow array inline Ship, v: own Nav, w: own Light, x: i64, i: i64, j: i64, t: i32
            let k: ref array own Spark

        """;

    private const string MainHead = """
        fn main() {
            let s0: own Ship, s1: own Ship, fleet: own array inline Ship, f: ref array inline Ship
            let r0: ref Ship, r1: ref Ship, r2: ref Ship, r3: ref Ship, n0: ref Nav, n1: ref Nav
            let q0: ref Light, q1: ref Light, g0: ref Part, g1: ref Part, sp: own array own Spark

        """;

    private const string MainStart = """
            array.new sp, 3
            global.put sparks, sp
            array.new fleet, 0
            ref f, fleet
            null r0
            null r1
            null r2
            null r3
            null n0
            null n1
            null q0
            null q1
            null g0
            null g1

        """;

    /// <summary>The registers with references, which every function gets and gives back.</summary>
    public static readonly string[] References = ["r0", "r1", "r2", "r3", "n0", "n1", "q0", "q1", "g0", "g1"];

    private static readonly string[] s_types = [.. References.Select(name =>
        name[0] == 'r' ? "ref Ship" : name[0] == 'n' ? "ref Nav" : name[0] == 'q' ? "ref Light" : "ref Part")];

    /// <summary>A function up to its first step.</summary>
    public static string HeadOf(ModelScope function)
    {
        if (function.Number == 0) return MainHead + Locals + MainStart;
        string parameters = string.Join(", ", ["fleet: ref array inline Ship", "f: ref array inline Ship",
            .. References.Zip(s_types, (name, type) => $"{name}: {type}"), .. function.Signature]);
        string results = string.Join(", ", [.. s_types, .. function.Returned.Select(_ => "own Ship")]);
        string owners = string.Concat(Enumerable.Range(0, 2).Except(function.Moved).Select(k => $"    let s{k}: own Ship\n"));
        return $"fn step{function.Number}({parameters}) -> {results} {{\n{owners}{Locals}";
    }
}
