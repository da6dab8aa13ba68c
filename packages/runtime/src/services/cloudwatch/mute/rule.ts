import { assert } from '../../../base/assert.ts';
import type { MuteRuleRecord } from '../records.ts';
import { readBeginnings, readDuration, readZone } from './schedule.ts';

const minuteMs = 60_000;

type Status = 'SCHEDULED' | 'ACTIVE' | 'EXPIRED';

function read({ expression, timeZone, duration }: MuteRuleRecord) {
  const zone = readZone(timeZone);
  const beginnings = zone && readBeginnings(expression, zone);
  const durationMs = readDuration(duration);
  assert(beginnings && durationMs !== undefined, 'a mute rule was read when it was put');
  return { beginnings, durationMs };
}

/** From when to when a rule mutes. Epoch milliseconds. */
export interface MuteWindow {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** Until when a rule mutes at a time; undefined where it does not. */
export const mutedUntil = (rule: MuteRuleRecord, now: number): number | undefined => windowAt(rule, now)?.end;

/** The window that is open at a time; undefined where none is. Windows that touch are one. */
function windowAt(rule: MuteRuleRecord, now: number): MuteWindow | undefined {
  const { startAt = -Infinity, expireAt = Infinity } = rule;
  if (now < startAt || now >= expireAt) return undefined;
  const { beginnings, durationMs } = read(rule);
  let first: number | undefined;
  let until: number | undefined;
  // Windows begin with a minute.
  let from = Math.floor((now - durationMs) / minuteMs + 1) * minuteMs;
  for (let window = 0; window < windowsMax; window++) {
    const begin = beginnings.next(from);
    if (begin === undefined || begin > (until ?? now)) break;
    first ??= begin;
    until = begin + durationMs;
    from = begin + minuteMs;
  }
  if (first === undefined || until === undefined || until <= now) return undefined;
  return { rule: rule.name, start: Math.max(first, startAt), end: Math.min(until, expireAt) };
}

/** Windows that follow each other without a gap are looked at one after the other; then again at their end. */
const windowsMax = 100;

export function statusOf(rule: MuteRuleRecord, now: number): Status {
  if (mutedUntil(rule, now) !== undefined) return 'ACTIVE';
  const { beginnings } = read(rule);
  const next = beginnings.next(Math.ceil(Math.max(now, rule.startAt ?? now) / minuteMs) * minuteMs);
  return next === undefined || next >= (rule.expireAt ?? Infinity) ? 'EXPIRED' : 'SCHEDULED';
}

export const muteTypeOf = (rule: MuteRuleRecord): 'ONE_TIME' | 'RECURRING' =>
  read(rule).beginnings.isOnce ? 'ONE_TIME' : 'RECURRING';

/** Of the windows of an alarm's rules that are open, the one that is open longest. */
export function windowOf(rules: readonly MuteRuleRecord[], now: number): MuteWindow | undefined {
  const open = rules.flatMap((rule) => windowAt(rule, now) ?? []);
  return open.reduce<MuteWindow | undefined>(
    (longest, each) => (longest && longest.end >= each.end ? longest : each),
    undefined,
  );
}

/** Until when an alarm's actions are muted by any of its rules. */
export const mutedBy = (rules: readonly MuteRuleRecord[], now: number): number | undefined =>
  windowOf(rules, now)?.end;
