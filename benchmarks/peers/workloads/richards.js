// A scheduler in the manner of Richards: tasks have methods, packets wander from task to task.
const WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5;
const tasks = [];

class Packet {
  constructor() {
    this.isBack = false;
    this.sum = 0;
    this.data = [0, 0, 0, 0];
    this.next = null;
  }
}

class Task {
  constructor(partner) {
    this.first = null;
    this.partner = partner;
    this.count = 0;
    this.sum = 0;
  }
}

function send(place, packet) {
  const task = tasks[place];
  packet.next = task.first;
  task.first = packet;
}

// Fills packets with letters and sends them to the handlers by turns.
class Worker extends Task {
  run(packet) {
    for (let i = 0; i < 4; i++) {
      this.count = this.count === 26 ? 1 : this.count + 1;
      packet.data[i] = 64 + this.count;
    }
    this.partner = HANDLER_A + HANDLER_B - this.partner;
    send(this.partner, packet);
  }
}

// Adds up packets on their way to the device, and sends those that come back to the worker.
class Handler extends Task {
  run(packet) {
    if (packet.isBack) {
      packet.isBack = false;
      this.sum += packet.sum;
      send(WORKER, packet);
      return;
    }
    this.count++;
    packet.sum = 0;
    for (let i = 0; i < 4; i++) packet.sum += packet.data[i];
    send(this.partner, packet);
  }
}

// Holds packets until they are released.
class Device extends Task {
  constructor(partner) {
    super(partner);
    this.held = null;
  }

  run(packet) {
    packet.next = this.held;
    this.held = packet;
    this.count++;
  }

  release() {
    const packet = this.held;
    if (packet === null) return;
    this.held = packet.next;
    packet.isBack = true;
    send(this.partner, packet);
  }
}

// Runs the most urgent task that has a packet, again and again; with no packet left, a device is released.
function schedule(idle) {
  let runs = 0, seed = 1;
  while (idle > 0) {
    let place = tasks.length - 1;
    while (place > 0 && tasks[place].first === null) place--;
    if (place === 0) {
      idle--;
      const isOdd = (seed & 1) === 1;
      seed = isOdd ? seed >> 1 ^ 0xD008 : seed >> 1;
      tasks[isOdd ? DEVICE_B : DEVICE_A].release();
      continue;
    }
    const task = tasks[place];
    const packet = task.first;
    task.first = packet.next;
    task.run(packet);
    runs++;
  }
  return runs;
}

tasks.push(null, new Worker(HANDLER_A), new Handler(DEVICE_A), new Handler(DEVICE_B), new Device(HANDLER_A), new Device(HANDLER_B));
for (let i = 0; i < 6; i++) send(WORKER, new Packet());
console.log(`${schedule(Number(process.argv[2] ?? 10000))} runs`);
console.log(`handled ${tasks[HANDLER_A].count} and ${tasks[HANDLER_B].count}`);
console.log(`sums ${tasks[HANDLER_A].sum} and ${tasks[HANDLER_B].sum}`);
console.log(`held ${tasks[DEVICE_A].count} and ${tasks[DEVICE_B].count}`);
