/**
 * The house's clock, the only source of "now" for everything that AWS would time: approvals, bakes, alarm
 * periods,
 * health-check intervals, retries. Real in production, faster for a rehearsal, virtual in every test.
 * What takes real computing (a command, a function's run, a socket's time-out) is timed on the wall instead:
 * docs/decisions/0007.
 */
export interface Clock {
  /** House time, epoch milliseconds. */
  now(): number;
  /**
   * Runs `due` once when house time has reached `time`; at once (never synchronously) if it has. Returns how
   * to call it off.
   */
  at(time: number, due: () => void): () => void;
  readonly setting: ClockSetting;
}

/** What another process needs to tell the same time: house = houseOrigin + (wall − wallOrigin) × speed. */
export interface ClockSetting {
  readonly wallOrigin: number;
  readonly houseOrigin: number;
  /** House milliseconds in a wall millisecond; 0 when time is virtual and stands still. */
  readonly speed: number;
}

export interface AdjustableClock extends Clock {
  /** From now on house time runs at this speed; it never jumps back. */
  setSpeed(speed: number): void;
  /** Moves house time forward at once; everything that falls due on the way is run in order of its time. */
  advance(ms: number): void;
  /** When the next thing falls due, house time; undefined where nothing is waited for. */
  nextDue(): number | undefined;
}

/** House time at a wall time. A wall's clock that is set back does not take the house before its origin. */
export function houseTime(setting: ClockSetting, wall: number): number {
  return setting.houseOrigin + Math.max(0, wall - setting.wallOrigin) * setting.speed;
}

/** The moment that a program's own clock shows, in house time: that itself, where time is virtual and stands still. */
export const houseTimeOf = (setting: ClockSetting, wall: number): number =>
  setting.speed === 0 ? wall : Math.floor(houseTime(setting, wall));

/** Wall time, epoch milliseconds: for signatures, certificates, and the timing of real computing. */
export const wall = { now: (): number => Date.now() };
