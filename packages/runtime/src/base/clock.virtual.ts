import type { AdjustableClock, ClockSetting } from './clock.ts';

interface Alarm {
  readonly time: number;
  readonly order: number;
  readonly due: () => void;
}

/** Time that stands still until it is told to pass. */
export class VirtualClock implements AdjustableClock {
  #now: number;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  constructor(now: number) {
    this.#now = now;
  }

  get setting(): ClockSetting {
    return { wallOrigin: 0, houseOrigin: this.#now, speed: 0 };
  }

  now(): number {
    return this.#now;
  }

  at(time: number, due: () => void): () => void {
    const alarm = { time, order: this.#order++, due };
    this.#alarms.add(alarm);
    if (time <= this.#now) setImmediate(() => this.#ring(alarm));
    return () => void this.#alarms.delete(alarm);
  }

  setSpeed(): void {
    throw new Error('virtual time has no speed: advance it');
  }

  nextDue(): number | undefined {
    return this.nextAlarm()?.time;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.nextAlarm(); next && next.time <= until; next = this.nextAlarm()) {
      this.#now = Math.max(this.#now, next.time);
      this.#ring(next);
    }
    this.#now = Math.max(this.#now, until);
  }

  /** The earliest thing waited for. */
  nextAlarm(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (!first || alarm.time < first.time || (alarm.time === first.time && alarm.order < first.order))
        first = alarm;
    }
    return first;
  }

  #ring(alarm: Alarm): void {
    if (this.#alarms.delete(alarm)) alarm.due();
  }
}
