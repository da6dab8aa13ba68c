import { faulty, good, type Fault, type Release } from './faults.ts';
import type { Platform, StageName } from './stage.ts';

/** One thing that is tried on purpose: what is released where, and what has to find it out. */
export interface Rehearsal {
  readonly platform: Platform;
  readonly stage: StageName;
  readonly what: string;
  readonly release: Release;
  /** What it is caught by, as the record tells it; undefined for what has to go through. */
  readonly caughtBy?: RegExp | undefined;
  /** An alarm that is on before it is released, since strangers try passwords: the release is to change nothing. */
  readonly alarmIsOn?: string;
  /** It takes an hour to be found out: all of these are rehearsed at the same time, on a faster clock. */
  readonly takesAnHour?: boolean;
}

type Row = readonly [what: string, fault: Fault, caughtBy?: RegExp, more?: Partial<Rehearsal>];

const alarm = (name: string) => new RegExp(`^alarm .*${name}`);
const hour = { takesAnHour: true };

/** Whoever takes all of the processor answers late, too, where there are few of them. */
const hog = /^alarm .*(cpu|latency-p99)/;

const goesThrough: Row = ['a good release', 'none'];

/** A good version all the same: who is outside while it is released is what is wrong. */
const alarmIsOn: Row = [
  'alarm already active',
  'none',
  alarm('login-failures'),
  { alarmIsOn: 'login-failures' },
];

const rows: Readonly<Record<Platform, Readonly<Record<StageName, readonly Row[]>>>> = {
  ecs: {
    gamma: [
      goesThrough,
      ['bad status', 'bad-status', alarm('5xx-rate')],
      ['crash loop', 'crash-loop', /^circuit breaker$/],
      ['memory hog', 'memory-hog', alarm('memory')],
      ['health check on a wrong path', 'health-moved', /^circuit breaker$/],
      ['bad status, now and then: not much for gamma', 'rare-bad-status'],
    ],
    'blue-green': [
      goesThrough,
      ['slow answers', 'slow', alarm('latency-p99')],
      ['failing hook', 'failing-self-test', /^AfterAllowTestTraffic HOOK_EXECUTION_FAILURE$/],
      ['nobody is let in', 'locked-out', alarm('login-failures')],
      alarmIsOn,
      ['health check on a wrong path', 'health-moved', /^Install TIMEOUT$/, hour],
    ],
    prod: [
      goesThrough,
      ['bad status, now and then: too much for prod', 'rare-bad-status', alarm('5xx-rate')],
      ['errors that only the log knows', 'wrong-sums', alarm('app-errors')],
      ['processor hog', 'busy', hog],
      ['hanging hook', 'hanging-self-test', /^AfterAllowTestTraffic TIMEOUT$/, hour],
    ],
  },
  lambda: {
    gamma: [
      goesThrough,
      ['bad status', 'bad-status', alarm('5xx-rate')],
      ['crash loop', 'crash-loop', /^BeforeAllowTraffic HOOK_EXECUTION_FAILURE$/],
      ['nobody is let in', 'locked-out', alarm('login-failures')],
    ],
    'blue-green': [
      goesThrough,
      ['slow answers', 'slow', alarm('latency-p99')],
      ['failing hook', 'failing-self-test', /^BeforeAllowTraffic HOOK_EXECUTION_FAILURE$/],
      ['memory hog', 'memory-hog', alarm('memory')],
      alarmIsOn,
    ],
    prod: [
      goesThrough,
      ['errors that only the log knows', 'wrong-sums', alarm('app-errors')],
      ['processor hog', 'busy', hog],
      ['health check on a wrong path', 'health-moved', /^BeforeAllowTraffic HOOK_EXECUTION_FAILURE$/],
      ['hanging hook', 'hanging-self-test', /^BeforeAllowTraffic TIMEOUT$/, hour],
    ],
  },
  servers: {
    gamma: [
      goesThrough,
      ['bad status', 'bad-status', alarm('5xx-rate')],
      ['customers are hung up on', 'hangs-up', alarm('request-failures')],
      ['crash loop', 'crash-loop', /^ValidateService HEALTH_CONSTRAINTS$/],
      ['failing hook', 'failing-self-test', /^ValidateService HEALTH_CONSTRAINTS$/],
      ['health check on a wrong path', 'health-moved', /^AllowTraffic HEALTH_CONSTRAINTS$/, hour],
    ],
    'blue-green': [
      goesThrough,
      ['slow answers', 'slow', alarm('latency-p99')],
      ['nobody is let in', 'locked-out', alarm('login-failures')],
      alarmIsOn,
      // Last, since the server that it was released to keeps on telling.
      ['memory hog', 'memory-hog', alarm('memory')],
    ],
    prod: [
      goesThrough,
      ['bad status, now and then: too much for prod', 'rare-bad-status', alarm('5xx-rate')],
      ['errors that only the log knows', 'wrong-sums', alarm('app-errors')],
      ['processor hog', 'busy', hog],
      ['hanging hook', 'hanging-self-test', /^ValidateService HEALTH_CONSTRAINTS$/],
    ],
  },
};

/** What is rehearsed in a stage, in its order. */
export function rehearsalsOf(platform: Platform, stage: StageName): readonly Rehearsal[] {
  return rows[platform][stage].map(([what, fault, caughtBy, more]) => {
    const release = caughtBy === undefined && fault === 'none' ? good : faulty(fault);
    return { platform, stage, what, release, caughtBy, ...more };
  });
}
