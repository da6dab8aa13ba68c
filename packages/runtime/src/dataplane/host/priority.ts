import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** What a process weighs that nobody has given shares. */
const wholeShares = 1024;

/**
 * Gives a process fewer turns where processors are contended. Linux weighs each step of niceness 1.25 times less
 * than the one before; of sessions that it takes for groups, the group's counts.
 */
export function lowerPriority(pid: number, cpuShares = wholeShares): void {
  const niceness = nicenessOf(cpuShares);
  if (niceness === 0) return;
  try {
    setPriority(pid, Math.min(getPriority() + niceness, 19));
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended already, or this system has no such groups: then its niceness is all there is.
  }
}

export function nicenessOf(cpuShares: number): number {
  const steps = Math.log(wholeShares / Math.max(cpuShares, 1)) / Math.log(1.25);
  return Math.min(Math.max(Math.round(steps), 0), 19);
}
