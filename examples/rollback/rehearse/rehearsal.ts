import type { Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import { isLate, isLost, type Customers, type Visit } from './customers.ts';
import type { Rehearsal } from './plan.ts';
import { stackOf, type Ended, type Stage } from './stage.ts';
import { pause, until } from './until.ts';

/** What a rehearsal came to. Durations are the house's. */
export interface Result {
  readonly rehearsal: Rehearsal;
  /** Undefined if it was as it should be. */
  readonly wrong?: string | undefined;
  /** What was wrong the first time, where it was rehearsed once more. */
  readonly before?: string;
  readonly ended: Ended;
  /** From the first customer who was harmed, or else from the deployment's beginning, until it was found out. */
  readonly detectSeconds: number;
  /** From the first customer who was harmed until the last one. */
  readonly recoverSeconds: number;
  readonly requests: number;
  /** Of these, answered by the release. */
  readonly ofRelease: number;
  readonly lost: number;
  readonly late: number;
}

export interface Scene {
  readonly clients: Clients;
  readonly stage: Stage;
  readonly customers: Customers;
  readonly clock: Clock;
  /** The version that has to serve when all is over. */
  readonly lastGood: string;
}

/** So many answers in a row, all of the right version, and all is as it should be. */
const answersEnough = 12;
const limitMs = 30_000;

/** Releases what is wrong, and sees what becomes of it, of the customers, and of the version that was there before. */
export async function rehearse(rehearsal: Rehearsal, scene: Scene): Promise<Result> {
  const { stage, customers, clock, lastGood } = scene;
  let began = Date.now();
  const played = async (): Promise<Ended> => {
    await quiet(scene);
    if (rehearsal.alarmIsOn) {
      customers.areStrangersAbout = true;
      await on(scene, rehearsal.alarmIsOn);
    }
    began = Date.now();
    return stage.release(rehearsal.release);
  };
  const ended = await played().catch(broken);
  customers.areStrangersAbout = false;
  const wanted = ended.succeeded ? rehearsal.release.version : lastGood;
  const serves = await serving(customers, wanted);
  const visits = customers.since(began);
  const { version } = rehearsal.release;
  const harmed = visits.filter((visit) => isLost(visit) || (isLate(visit) && visit.version === version));
  const [from, to] = [harmed[0], harmed.at(-1)].map((visit) => visit && clock.house(visit.at - visit.ms));
  const { began: created, detected = created } = ended;
  const answered = visits.filter((visit) => visit.version === version).length;
  return {
    rehearsal,
    ended,
    wrong: wrongOf(rehearsal, ended, answered) ?? serves,
    detectSeconds: seconds(from !== undefined && from < detected ? from : created, detected),
    recoverSeconds: seconds(from ?? 0, to ?? 0),
    requests: visits.length,
    ofRelease: answered,
    lost: visits.filter(isLost).length,
    late: visits.filter((visit) => isLate(visit) && visit.version === version).length,
  };
}

/** A release that has no end is a result, too. */
const broken = (error: Error): Ended => ({
  id: '',
  succeeded: false,
  status: 'unknown',
  caughtBy: 'nothing',
  why: error.message,
  began: 0,
  rollback: '',
  rolledBack: false,
});

/** The minute that something happens in, the next one, in which it is told, and some time to judge it. */
const judgedMs = 150_000;

/**
 * Waits until all that the last rehearsal did is judged, and none of the stage's alarms is on: a release would not begin,
 * or not be guarded by it, or be taken back for what another did.
 */
async function quiet({ stage, clients, clock }: Scene): Promise<void> {
  const since = clock.house();
  while (clock.house() < since + judgedMs) await pause(100);
  const AlarmNamePrefix = `${stackOf(stage.platform, stage.name)}-`;
  await until(`the alarms of ${AlarmNamePrefix} to be off`, limitMs, async () => {
    const asked = { AlarmNamePrefix, StateValue: 'ALARM' as const };
    const { MetricAlarms = [] } = await clients.cloudwatch.describeAlarms(asked);
    return MetricAlarms.length === 0 || undefined;
  });
}

/** Waits until the alarm is on. */
async function on({ stage, clients }: Scene, name: string): Promise<void> {
  const AlarmNames = [`${stackOf(stage.platform, stage.name)}-${name}`];
  await until(`${AlarmNames[0]} to be on`, limitMs, async () => {
    const { MetricAlarms = [] } = await clients.cloudwatch.describeAlarms({ AlarmNames });
    return MetricAlarms[0]?.StateValue === 'ALARM' || undefined;
  });
}

const seconds = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000));

/** Waits until customers are served by this version alone. Answers what is wrong if they never are. */
async function serving(customers: Customers, version: string): Promise<string | undefined> {
  const from = Date.now();
  const isWell = (visit: Visit) => !isLost(visit) && visit.version === version;
  const enough = async () => {
    const latest = customers.since(from).slice(-answersEnough);
    return (latest.length === answersEnough && latest.every(isWell)) || undefined;
  };
  return until(`${version} to serve everybody`, limitMs, enough).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** What is wrong with how it ended; `answered` requests were answered by the release. */
function wrongOf({ caughtBy, alarmIsOn }: Rehearsal, ended: Ended, answered: number): string | undefined {
  const { succeeded, rolledBack, rollback, status, why } = ended;
  if (caughtBy === undefined)
    return succeeded ? undefined : `it should have gone through: ${status} ${ended.caughtBy} ${why}`;
  if (succeeded) return 'it went through';
  if (!caughtBy.test(ended.caughtBy)) return `it was caught by ${ended.caughtBy}: ${why}`;
  if (!alarmIsOn) return rolledBack ? undefined : `it was not rolled back${rollback && `: ${rollback}`}`;
  if (rollback.startsWith('d-')) return `it had begun: ${rollback}`;
  return answered === 0 ? undefined : `${answered} requests were answered by it`;
}
