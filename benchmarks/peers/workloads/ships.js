// Spaceships that hunt each other. A ship that is gone is marked, so that those who aim at it notice.
const SHIPS = 1000;
const fleet = [];
let seed = 1;
let shots = 0, kills = 0, turnsToOthers = 0, refuels = 0, scrap = 0;

function below(n) {
  seed = (Math.imul(seed, 69069) + 1) >>> 0;
  return (seed >>> 8) % n;
}

class Engine {
  constructor() {
    this.fuel = 60;
  }
}

class Ship {
  constructor(place) {
    const length = 4 + below(12);
    this.name = new Array(length);
    for (let i = 0; i < length; i++) this.name[i] = 97 + (place + i) % 26;
    this.engine = new Engine();
    this.place = place;
    this.position = below(400);
    this.hull = 50;
    this.target = null;
    this.isAlive = true;
  }

  destroy() {
    scrap += this.name[0] + this.name.length;
    this.isAlive = false;
  }

  act() {
    const target = this.target;
    if (target === null || !target.isAlive) {
      this.turnToAnother();
      return;
    }
    const distance = target.position - this.position;
    if (distance > 20 || distance < -20) this.fly(distance);
    else shoot(target);
  }

  turnToAnother() {
    let other = below(SHIPS);
    if (other === this.place) other = (other + 1) % SHIPS;
    this.target = fleet[other];
    turnsToOthers++;
  }

  fly(distance) {
    if (this.engine.fuel === 0) {
      refuels++;
      this.engine = new Engine();
      return;
    }
    this.engine.fuel -= 20;
    this.position += distance > 0 ? 20 : -20;
  }
}

function shoot(target) {
  shots++;
  target.hull -= 10 + below(21);
  if (target.hull > 0) return;
  kills++;
  target.destroy();
  fleet[target.place] = new Ship(target.place);
}

for (let place = 0; place < SHIPS; place++) fleet.push(new Ship(place));
for (let turns = Number(process.argv[2] ?? 20); turns > 0; turns--) {
  for (let place = 0; place < SHIPS; place++) fleet[place].act();
}
let positions = 0;
for (const ship of fleet) {
  positions += ship.position;
  ship.destroy();
}
console.log(`shots ${shots}\nkills ${kills}\nother targets ${turnsToOthers}\nnew engines ${refuels}\npositions ${positions}\n`
  + `scrap ${scrap}`);
