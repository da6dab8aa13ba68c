import { houseTime, wall, type AdjustableClock, type ClockSetting } from './clock.ts';

/**
 * A longer wait is slept in pieces, in milliseconds of the wall: timers stand still while a machine is
 * suspended, and the wall's clock does not. What fell due meanwhile is noticed this soon after.
 */
const sleepMsMax = 10_000;

interface Sleeper {
  readonly time: number;
  readonly due: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** Wall time ×speed. At speed 1 it is the real clock. */
export class ScaledClock implements AdjustableClock {
  #setting: ClockSetting;
  #latest = -Infinity;
  readonly #sleepers = new Set<Sleeper>();

  constructor(setting: ClockSetting) {
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  now(): number {
    this.#latest = Math.max(this.#latest, Math.floor(houseTime(this.#setting, wall.now())));
    return this.#latest;
  }

  at(time: number, due: () => void): () => void {
    const sleeper: Sleeper = { time: Math.ceil(time), due, timer: undefined };
    this.#sleepers.add(sleeper);
    this.#sleep(sleeper);
    return () => this.#forget(sleeper);
  }

  setSpeed(speed: number): void {
    this.#set({ wallOrigin: wall.now(), houseOrigin: this.now(), speed });
  }

  advance(ms: number): void {
    const until = this.now() + ms;
    for (let next = this.#next(); next && next.time <= until; next = this.#next()) {
      this.#setting = {
        ...this.#setting,
        wallOrigin: wall.now(),
        houseOrigin: Math.max(this.now(), next.time),
      };
      this.#wake(next);
    }
    this.#set({ ...this.#setting, wallOrigin: wall.now(), houseOrigin: Math.max(this.now(), until) });
  }

  nextDue(): number | undefined {
    return this.#next()?.time;
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!first || sleeper.time < first.time) first = sleeper;
    return first;
  }

  #set(setting: ClockSetting): void {
    this.#setting = setting;
    for (const sleeper of this.#sleepers) this.#sleep(sleeper);
  }

  #sleep(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    const wallMs = Math.ceil((sleeper.time - this.now()) / this.#setting.speed);
    sleeper.timer = setTimeout(() => this.#wake(sleeper), Math.min(Math.max(wallMs, 0), sleepMsMax));
  }

  #wake(sleeper: Sleeper): void {
    if (this.now() < sleeper.time) return this.#sleep(sleeper);
    this.#forget(sleeper);
    sleeper.due();
  }

  #forget(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    this.#sleepers.delete(sleeper);
  }
}
