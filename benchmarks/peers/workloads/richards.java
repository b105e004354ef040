// A scheduler in the manner of Richards: tasks are called through an interface, packets wander from task to task.
class richards {
    static final int WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5, TASKS = 6;
    static final Task[] tasks = new Task[TASKS];

    interface Step {
        void run(Task self, Packet packet);
    }

    public static void main(String[] args) {
        long idle = args.length > 0 ? Long.parseLong(args[0]) : 10000;
        tasks[WORKER] = new Task(richards::work, HANDLER_A);
        tasks[HANDLER_A] = new Task(richards::handle, DEVICE_A);
        tasks[HANDLER_B] = new Task(richards::handle, DEVICE_B);
        tasks[DEVICE_A] = new Task(richards::hold, HANDLER_A);
        tasks[DEVICE_B] = new Task(richards::hold, HANDLER_B);
        for (int i = 0; i < 6; i++) send(WORKER, new Packet());
        System.out.println(schedule(idle) + " runs");
        System.out.println("handled " + tasks[HANDLER_A].count + " and " + tasks[HANDLER_B].count);
        System.out.println("sums " + tasks[HANDLER_A].sum + " and " + tasks[HANDLER_B].sum);
        System.out.println("held " + tasks[DEVICE_A].count + " and " + tasks[DEVICE_B].count);
    }

    static void send(int place, Packet packet) {
        Task task = tasks[place];
        packet.next = task.first;
        task.first = packet;
    }

    // Fills packets with letters and sends them to the handlers by turns.
    static void work(Task self, Packet packet) {
        for (int i = 0; i < packet.data.length; i++) {
            self.count = self.count == 26 ? 1 : self.count + 1;
            packet.data[i] = 'A' - 1 + self.count;
        }
        self.partner = HANDLER_A + HANDLER_B - self.partner;
        send(self.partner, packet);
    }

    // Adds up packets on their way to the device, and sends those that come back to the worker.
    static void handle(Task self, Packet packet) {
        if (packet.isBack) {
            packet.isBack = false;
            self.sum += packet.sum;
            send(WORKER, packet);
            return;
        }
        self.count++;
        packet.sum = 0;
        for (long letter : packet.data) packet.sum += letter;
        send(self.partner, packet);
    }

    // Holds packets until they are released.
    static void hold(Task self, Packet packet) {
        packet.next = self.held;
        self.held = packet;
        self.count++;
    }

    static void release(Task device) {
        Packet packet = device.held;
        if (packet == null) return;
        device.held = packet.next;
        packet.isBack = true;
        send(device.partner, packet);
    }

    // Runs the most urgent task that has a packet, again and again; with no packet left, a device is released.
    static long schedule(long idle) {
        long runs = 0, seed = 1;
        while (idle > 0) {
            int place = TASKS - 1;
            while (place > 0 && tasks[place].first == null) place--;
            if (place == 0) {
                idle--;
                boolean isOdd = (seed & 1) != 0;
                seed = isOdd ? seed >> 1 ^ 0xD008 : seed >> 1;
                release(tasks[isOdd ? DEVICE_B : DEVICE_A]);
                continue;
            }
            Task task = tasks[place];
            Packet packet = task.first;
            task.first = packet.next;
            task.step.run(task, packet);
            runs++;
        }
        return runs;
    }

    static final class Packet {
        final long[] data = new long[4];
        boolean isBack;
        long sum;
        Packet next;
    }

    static final class Task {
        final Step step;
        Packet first, held;
        int partner;
        long count, sum;

        Task(Step step, int partner) {
            this.step = step;
            this.partner = partner;
        }
    }
}
