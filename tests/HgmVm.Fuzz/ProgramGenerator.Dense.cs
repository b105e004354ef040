namespace HgmVm.Fuzz;

/// <summary>Statements on a dense array, whose references find what is there now.</summary>
internal sealed partial class ProgramGenerator
{
    private const string DenseRegisters = "dots: own array dense inline Plain, dot: own Plain, rd: ref Plain, be: borrow Plain";

    private void DenseElements()
    {
        string skip = Label();
        if (_random.Next(3) == 0)
        {
            NewDot();
            Line("array.push dots, dot");
            return;
        }
        Line("array.len n0, dots");
        Line($"br.lt n0, 1, {skip}");
        Line($"remu index, {Any("i64")}, n0");
        switch (_random.Next(12))
        {
            case 0:
                Line("array.pop dot, dots");
                Line("free dot");
                break;
            case 1:
                Line("array.remove dot, dots[index]");
                Line($"ld {Any("f64")}, dot.y");
                Line("free dot");
                break;
            case 2:
                NewDot();
                Line($"{Pick(["array.insert", "array.replace"])} dots[index], dot");
                break;
            case 3:
                Line("const n0, 0");
                Line("array.swap dots[index], n0");
                break;
            case 4:
                Line($"{Pick(["sub n0, n0, 1", "add n0, n0, 1", "add n0, n0, 5"])}");
                Line("array.resize dots, n0");
                break;
            case 5:
                Line("sub n0, n0, index");
                Line("ref rd, dots[index]");
                Line("array.fill dots[index], n0, rd");
                break;
            case 6:
                Line("sub n0, n0, index");
                Line($"array.copy {Pick(["dots[index], dots[0]", "dots[0], dots[index]"])}, n0");
                break;
            case 7:
                TetheredDot();
                break;
            case 8 or 9:
                Line("ref rd, dots[index]");
                break;
            default:
                Line($"st dots[index].x, {Any("i64")}");
                Line($"ld {Any("f64")}, dots[index].y");
                Line($"st dots[index].to, {Pick(["r0", "r1"])}");
                Line($"ld {Pick(["r0", "r1"])}, dots[index].to");
                break;
        }
        Mark(skip);
    }

    private void NewDot()
    {
        Line("alloc dot");
        Line($"st dot.x, {Any("i64")}");
        Line($"st dot.y, {Any("f64")}");
        Line($"st dot.to, {Pick(["r0", "r1"])}");
    }

    /// <summary>Looks into an element; a program that is not careful may move others meanwhile.</summary>
    private void TetheredDot()
    {
        Line("array.tether be, dots[index]");
        Line($"st be.x, {Any("i64")}");
        if (_random.Next(2) == 0) Line("ref rd, be");
        NewDot();
        Line("array.replace dots[0], dot");
        Line($"ld {Any("i64")}, be.x");
        if (!_isCareful && _random.Next(4) == 0)
        {
            NewDot();
            Line($"{Pick(["array.push dots, dot", "array.insert dots[0], dot"])}");
        }
        Line($"ld {Any("i64")}, be.x");
        Line("untether be");
    }

    /// <summary>A use of the reference to an element, which may have been popped or moved since.</summary>
    private void DenseReference()
    {
        string dead = Label();
        bool guarded = _isCareful || _random.Next(4) != 0;
        if (guarded)
        {
            Line("alive flag, rd");
            Line($"br.z flag, {dead}");
        }
        switch (_random.Next(4))
        {
            case 0: Line($"st rd.x, {Any("i64")}"); break;
            case 1:
                Line("tether be, rd");
                Line($"st be.y, {Any("f64")}");
                Line("untether be");
                break;
            default:
                Line("ld i64_2, rd.x");
                Hash("i64_2");
                break;
        }
        if (guarded) Mark(dead);
    }
}
