import type { Clients } from './clients.ts';
import type { HouseClock } from './house-clock.ts';
import { names } from './names.ts';
import type { Released } from './release.ts';
import { countsOf, type Answered } from './traffic.ts';

/** What the story came to. Durations say in their name whether they are wall or house time. */
export interface Findings {
  /** The good release went all the way. */
  readonly released: boolean;
  /** The bad one was taken back by its alarm. */
  readonly rolledBack: boolean;
  readonly requests: number;
  /** Answered by a 5xx, or not at all. */
  readonly requestsLost: number;
  readonly clock: number;
  /** Wall time: `git push` started → first phase of the build that runs commands. */
  readonly pushToFirstCommandMs: number;
  /** Wall time of the bad release's build. */
  readonly buildMs: number;
  /** Of the answers while the canary was out, how many came from the bad version. */
  readonly canarySharePercent: number;
  /** House time: first 5xx → ALARM. */
  readonly firstFailureToAlarmSeconds: number;
  /** Wall time: ALARM → the deployment is stopped with all traffic back, or the bad version's last answer if later. */
  readonly alarmToZeroTrafficMs: number;
  /** House time: first 5xx → last. */
  readonly recoverSeconds: number;
  readonly reason: string;
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Material {
  readonly clients: Clients;
  readonly clock: HouseClock;
  readonly good: Released;
  readonly bad: Released;
  readonly answers: readonly Answered[];
}

const badVersion = '1.2.0';

export async function measure({ clients, clock, good, bad, answers }: Material): Promise<Findings> {
  const failed = answers.filter(({ status }) => status === 0 || status >= 500);
  const ofBad = answers.filter(({ version }) => version === badVersion);
  const alarmAt = await alarmTime(clients, clock, failed[0]?.at);
  const build = await buildOf(clients, bad);
  const exposed = answers.filter(
    ({ at }) => at >= (ofBad[0]?.at ?? Infinity) && at <= (ofBad.at(-1)?.at ?? 0),
  );
  const rollback = await rollbackOf(clients, bad);
  const firstFailure = failed[0]?.at ?? NaN;
  const house = (wallMs: number) => round((wallMs * clock.speed) / 1000, 1);
  return {
    released: good.status === 'Succeeded',
    rolledBack: bad.status === 'Failed' && rollback.happened && lastVersion(answers) !== badVersion,
    requests: answers.length,
    requestsLost: failed.length,
    clock: clock.speed,
    pushToFirstCommandMs: round(clock.wallTime(build.firstCommandAt) - bad.pushedAt, 0),
    buildMs: round(build.houseMs / clock.speed, 0),
    canarySharePercent: round((100 * ofBad.length) / exposed.length, 1),
    firstFailureToAlarmSeconds: house(alarmAt - firstFailure),
    alarmToZeroTrafficMs: round(
      Math.max(ofBad.at(-1)?.at ?? NaN, clock.wallTime(rollback.stoppedAt)) - alarmAt,
      0,
    ),
    recoverSeconds: house((failed.at(-1)?.at ?? NaN) - firstFailure),
    reason: rollback.reason,
    answers: Object.fromEntries(
      [...countsOf(answers)].map(([version, counts]) => [version, Object.fromEntries(counts)]),
    ),
  };
}

/** Wall time of the first change to ALARM after the first failure. */
async function alarmTime({ cloudwatch }: Clients, clock: HouseClock, failure = 0): Promise<number> {
  const { AlarmHistoryItems = [] } = await cloudwatch.describeAlarmHistory({
    AlarmName: names.alarm,
    HistoryItemType: 'StateUpdate',
    ScanBy: 'TimestampAscending',
  });
  const alarms = AlarmHistoryItems.filter((item) => item.HistorySummary?.endsWith('to ALARM'));
  const times = alarms.map((item) => clock.wallTime(item.Timestamp!.getTime()));
  return times.find((time) => time >= failure) ?? NaN;
}

async function buildOf({ codebuild }: Clients, { buildId }: Released) {
  const { builds } = await codebuild.batchGetBuilds({ ids: [buildId!] });
  const { phases = [], startTime, endTime } = builds![0]!;
  const first = phases.find((phase) => phase.phaseType === 'INSTALL' || phase.phaseType === 'PRE_BUILD');
  return {
    firstCommandAt: first?.startTime?.getTime() ?? NaN,
    houseMs: endTime!.getTime() - startTime!.getTime(),
  };
}

async function rollbackOf({ codedeploy }: Clients, { deploymentId }: Released) {
  if (deploymentId === undefined)
    return { happened: false, reason: 'there was no deployment', stoppedAt: NaN };
  const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
  const { rollbackInfo, errorInformation, status } = deploymentInfo!;
  const code = errorInformation?.code;
  return {
    happened:
      status === 'Stopped' && code === 'ALARM_ACTIVE' && rollbackInfo?.rollbackDeploymentId !== undefined,
    reason: `${code}: ${errorInformation?.message} ${rollbackInfo?.rollbackMessage ?? ''}`.trim(),
    /** House time: CodeDeploy stops a deployment only when its listeners lead to the old tasks again. */
    stoppedAt: deploymentInfo!.completeTime?.getTime() ?? NaN,
  };
}

const lastVersion = (answers: readonly Answered[]): string | undefined => answers.at(-1)?.version;

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
