namespace HgmVm.Peers.Plain;

/// <summary>
/// A scheduler in the manner of Richards: tasks are called through delegates, packets wander from task to task.
/// </summary>
internal static class Richards
{
    private const int Worker = 1, HandlerA = 2, HandlerB = 3, DeviceA = 4, DeviceB = 5, Tasks = 6;

    private static readonly Task[] s_tasks = new Task[Tasks];

    public static void Run(long idle)
    {
        s_tasks[Worker] = new Task(Work, HandlerA);
        s_tasks[HandlerA] = new Task(Handle, DeviceA);
        s_tasks[HandlerB] = new Task(Handle, DeviceB);
        s_tasks[DeviceA] = new Task(Hold, HandlerA);
        s_tasks[DeviceB] = new Task(Hold, HandlerB);
        for (int i = 0; i < 6; i++) Send(Worker, new Packet());
        Console.WriteLine($"{Schedule(idle)} runs");
        Console.WriteLine($"handled {s_tasks[HandlerA].Count} and {s_tasks[HandlerB].Count}");
        Console.WriteLine($"sums {s_tasks[HandlerA].Sum} and {s_tasks[HandlerB].Sum}");
        Console.WriteLine($"held {s_tasks[DeviceA].Count} and {s_tasks[DeviceB].Count}");
    }

    private static void Send(long place, Packet packet)
    {
        Task task = s_tasks[place];
        packet.Next = task.First;
        task.First = packet;
    }

    /// <summary>Fills packets with letters and sends them to the handlers by turns.</summary>
    private static void Work(Task self, Packet packet)
    {
        for (int i = 0; i < packet.Data.Length; i++)
        {
            self.Count = self.Count == 26 ? 1 : self.Count + 1;
            packet.Data[i] = 'A' - 1 + self.Count;
        }
        self.Partner = HandlerA + HandlerB - self.Partner;
        Send(self.Partner, packet);
    }

    /// <summary>Adds up packets on their way to the device, and sends those that come back to the worker.</summary>
    private static void Handle(Task self, Packet packet)
    {
        if (packet.IsBack)
        {
            packet.IsBack = false;
            self.Sum += packet.Sum;
            Send(Worker, packet);
            return;
        }
        self.Count++;
        packet.Sum = 0;
        foreach (long letter in packet.Data) packet.Sum += letter;
        Send(self.Partner, packet);
    }

    /// <summary>Holds packets until they are released.</summary>
    private static void Hold(Task self, Packet packet)
    {
        packet.Next = self.Held;
        self.Held = packet;
        self.Count++;
    }

    private static void Release(Task device)
    {
        if (device.Held is not { } packet) return;
        device.Held = packet.Next;
        packet.IsBack = true;
        Send(device.Partner, packet);
    }

    /// <summary>Runs the most urgent task that has a packet, again and again; with no packet left, a device is
    /// released.</summary>
    private static long Schedule(long idle)
    {
        long runs = 0, seed = 1;
        while (idle > 0)
        {
            long place = Tasks - 1;
            while (place > 0 && s_tasks[place].First is null) place--;
            if (place == 0)
            {
                idle--;
                bool isOdd = (seed & 1) != 0;
                seed = isOdd ? seed >> 1 ^ 0xD008 : seed >> 1;
                Release(s_tasks[isOdd ? DeviceB : DeviceA]);
                continue;
            }
            Task task = s_tasks[place];
            Packet packet = task.First!;
            task.First = packet.Next;
            task.Run(task, packet);
            runs++;
        }
        return runs;
    }

    private sealed class Packet
    {
        public readonly long[] Data = new long[4];
        public bool IsBack;
        public long Sum;
        public Packet? Next;
    }

    private sealed class Task(Action<Task, Packet> run, long partner)
    {
        public readonly Action<Task, Packet> Run = run;
        public Packet? First, Held;
        public long Partner = partner, Count, Sum;
    }
}
