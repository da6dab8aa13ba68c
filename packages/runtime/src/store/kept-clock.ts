import { wall, type AdjustableClock, type ClockSetting } from '../base/clock.ts';
import { ScaledClock } from '../base/clock.scaled.ts';
import { VirtualClock } from '../base/clock.virtual.ts';
import type { Store } from './store.ts';

/** House milliseconds in a wall millisecond, or time that passes only when told. */
export type ClockChoice = number | 'virtual';

/**
 * The clock of a house that was here before: house time goes on from where the kept setting puts it, so that it passed
 * while the process was away too. A new house starts at the wall's time.
 */
export function openClock(store: Store, choice: ClockChoice | undefined): AdjustableClock {
  const kept = store.transaction((tx) => tx.get<ClockSetting>('house', 'clock'));
  const now = kept ? new ScaledClock(kept).now() : wall.now();
  if (choice === 'virtual' || (choice === undefined && kept?.speed === 0)) return new VirtualClock(now);
  const speed = choice ?? kept?.speed ?? 1;
  return new ScaledClock({ wallOrigin: wall.now(), houseOrigin: now, speed });
}

/** Call after every change of the clock. */
export function keepClock(store: Store, { setting }: AdjustableClock): void {
  store.transaction((tx) => tx.put('house', 'clock', setting));
}
