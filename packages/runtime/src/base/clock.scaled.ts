import { houseTime, wall, type AdjustableClock, type ClockSetting } from './clock.ts';

/** setTimeout's limit; a longer wait is slept in pieces. */
const sleepMsMax = 2 ** 31 - 1;

interface Sleeper {
  readonly time: number;
  readonly due: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** Wall time ×speed. At speed 1 it is the real clock. */
export class ScaledClock implements AdjustableClock {
  #setting: ClockSetting;
  readonly #sleepers = new Set<Sleeper>();

  constructor(setting: ClockSetting) {
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  now(): number {
    return Math.floor(houseTime(this.#setting, wall.now()));
  }

  at(time: number, due: () => void): () => void {
    const sleeper: Sleeper = { time, due, timer: undefined };
    this.#sleepers.add(sleeper);
    this.#sleep(sleeper);
    return () => this.#forget(sleeper);
  }

  setSpeed(speed: number): void {
    this.#set({ wallOrigin: wall.now(), houseOrigin: this.now(), speed });
  }

  advance(ms: number): void {
    this.#set({ wallOrigin: wall.now(), houseOrigin: this.now() + ms, speed: this.#setting.speed });
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
    this.#sleepers.delete(sleeper);
    sleeper.due();
  }

  #forget(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    this.#sleepers.delete(sleeper);
  }
}
