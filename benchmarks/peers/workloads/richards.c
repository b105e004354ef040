/* A scheduler in the manner of Richards: tasks are called through pointers, packets wander from task to task. */
#include <stdio.h>
#include <stdlib.h>

enum { WORKER = 1, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, TASKS };

struct packet {
    int is_back;
    long sum;
    long *data;
    struct packet *next;
};

struct task {
    void (*run)(struct task *self, struct packet *packet);
    struct packet *first;
    struct packet *held;
    long partner, count, sum;
};

static struct task *tasks[TASKS];

static void send(long place, struct packet *packet) {
    struct task *task = tasks[place];
    packet->next = task->first;
    task->first = packet;
}

/* Fills packets with letters and sends them to the handlers by turns. */
static void work(struct task *self, struct packet *packet) {
    for (int i = 0; i < 4; i++) {
        self->count = self->count == 26 ? 1 : self->count + 1;
        packet->data[i] = 'A' - 1 + self->count;
    }
    self->partner = HANDLER_A + HANDLER_B - self->partner;
    send(self->partner, packet);
}

/* Adds up packets on their way to the device, and sends those that come back to the worker. */
static void handle(struct task *self, struct packet *packet) {
    if (packet->is_back) {
        packet->is_back = 0;
        self->sum += packet->sum;
        send(WORKER, packet);
        return;
    }
    self->count++;
    packet->sum = 0;
    for (int i = 0; i < 4; i++) packet->sum += packet->data[i];
    send(self->partner, packet);
}

/* Holds packets until they are released. */
static void hold(struct task *self, struct packet *packet) {
    packet->next = self->held;
    self->held = packet;
    self->count++;
}

static void release(struct task *device) {
    struct packet *packet = device->held;
    if (!packet) return;
    device->held = packet->next;
    packet->is_back = 1;
    send(device->partner, packet);
}

/* Runs the most urgent task that has a packet, again and again; with no packet left, a device is released. */
static long schedule(long idle) {
    long runs = 0, seed = 1;
    while (idle > 0) {
        long place = TASKS - 1;
        while (place > 0 && !tasks[place]->first) place--;
        if (place == 0) {
            idle--;
            int is_odd = seed & 1;
            seed = is_odd ? seed >> 1 ^ 0xD008 : seed >> 1;
            release(tasks[is_odd ? DEVICE_B : DEVICE_A]);
            continue;
        }
        struct task *task = tasks[place];
        struct packet *packet = task->first;
        task->first = packet->next;
        task->run(task, packet);
        runs++;
    }
    return runs;
}

static void add_task(long place, void (*run)(struct task *, struct packet *), long partner) {
    struct task *task = calloc(1, sizeof *task);
    task->run = run;
    task->partner = partner;
    tasks[place] = task;
}

static void discard(struct packet *packet) {
    while (packet) {
        struct packet *next = packet->next;
        free(packet->data);
        free(packet);
        packet = next;
    }
}

int main(int argc, char **argv) {
    long idle = argc > 1 ? atol(argv[1]) : 10000;
    add_task(WORKER, work, HANDLER_A);
    add_task(HANDLER_A, handle, DEVICE_A);
    add_task(HANDLER_B, handle, DEVICE_B);
    add_task(DEVICE_A, hold, HANDLER_A);
    add_task(DEVICE_B, hold, HANDLER_B);
    for (int i = 0; i < 6; i++) {
        struct packet *packet = calloc(1, sizeof *packet);
        packet->data = calloc(4, sizeof *packet->data);
        send(WORKER, packet);
    }
    printf("%ld runs\n", schedule(idle));
    printf("handled %ld and %ld\n", tasks[HANDLER_A]->count, tasks[HANDLER_B]->count);
    printf("sums %ld and %ld\n", tasks[HANDLER_A]->sum, tasks[HANDLER_B]->sum);
    printf("held %ld and %ld\n", tasks[DEVICE_A]->count, tasks[DEVICE_B]->count);
    for (long place = 1; place < TASKS; place++) {
        discard(tasks[place]->first);
        discard(tasks[place]->held);
        free(tasks[place]);
    }
    return 0;
}
