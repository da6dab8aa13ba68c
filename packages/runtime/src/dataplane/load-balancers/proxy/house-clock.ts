import { houseTime, wall, type ClockSetting } from '../../../base/clock.ts';
import { timers } from '../../../base/timers.ts';

interface Alarm {
  readonly time: number;
  readonly due: () => void;
  cancel: (() => void) | undefined;
}

/** A timer sleeps no longer than this, so that 32 bits hold it. */
const sleepMsMax = 2 ** 31 - 1;

/**
 * House time in a process or thread that is only told the setting. While time is virtual, it moves when it is
 * told.
 */
export class HouseClock {
  #setting: ClockSetting;
  readonly #alarms = new Set<Alarm>();

  constructor(setting: ClockSetting) {
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  now(): number {
    return houseTime(this.#setting, wall.now());
  }

  /** How much house time passes in so much wall time; 0 while time is virtual. */
  houseMs(wallMs: number): number {
    return wallMs * this.#setting.speed;
  }

  /** Runs `due` once when house time has reached `time`; never synchronously. Answers how to call it off. */
  at(time: number, due: () => void): () => void {
    const alarm: Alarm = { time, due, cancel: undefined };
    this.#alarms.add(alarm);
    this.#sleep(alarm);
    return () => {
      alarm.cancel?.();
      this.#alarms.delete(alarm);
    };
  }

  set(setting: ClockSetting): void {
    this.#setting = setting;
    for (const alarm of this.#alarms) this.#sleep(alarm);
  }

  /** Forgets everything that was waited for. */
  close(): void {
    for (const alarm of this.#alarms) alarm.cancel?.();
    this.#alarms.clear();
  }

  #sleep(alarm: Alarm): void {
    alarm.cancel?.();
    alarm.cancel = undefined;
    const missing = alarm.time - this.now();
    if (missing > 0 && this.#setting.speed === 0) return;
    const wallMs = missing > 0 ? Math.ceil(missing / this.#setting.speed) : 0;
    alarm.cancel = timers.after(Math.min(wallMs, sleepMsMax), () => this.#wake(alarm));
  }

  #wake(alarm: Alarm): void {
    if (this.now() < alarm.time) return this.#sleep(alarm);
    this.#alarms.delete(alarm);
    alarm.due();
  }
}
