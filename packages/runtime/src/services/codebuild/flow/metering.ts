import type { ProcessMeasured } from '../../../base/effects/process.ts';
import type { Vended, VendedDatum } from '../../../base/vended.ts';
import type { Decision, EngineFact } from '../../../engine/flow.ts';
import { isEnding, processOf, type BuildState } from './build-state.ts';

/** When a build is measured next, and what its shell had used of processors when it was last. */
export interface Meter {
  readonly dueAt: number;
  readonly last?: { readonly shell: number; readonly at: number; readonly cpuMs: number };
}

const measure = 'measure';
const minuteMs = 60_000;

/** A build whose commands run is measured once a minute, another is not. */
// AWS: user guide, "Monitoring CodeBuild resource utilization metrics": "for builds that run for more than one minute".
export function metered(build: BuildState, now: number): BuildState {
  const { meter, ...unmetered } = build;
  const runs = build.shellAlive && !isEnding(build);
  if (runs) return meter ? build : { ...build, meter: { dueAt: now + minuteMs } };
  return meter ? unmetered : build;
}

/** What measuring a build is about, and nothing else; undefined of all other facts. */
export function measuring(
  build: BuildState,
  fact: { readonly type: string } | EngineFact,
  now: number,
): Decision<BuildState> | undefined {
  const { meter, shells } = build;
  if (!meter || !('effect' in fact || fact.type === 'WakeTime')) return undefined;
  if (fact.type === 'WakeTime') {
    const processes = [processOf(build, shells)];
    const state = { ...build, meter: { ...meter, dueAt: now + minuteMs } };
    return { state, effects: { [measure]: { type: 'process.measure', processes } } };
  }
  const { effect, output } = fact as Extract<EngineFact, { type: 'EffectSucceeded' }>;
  if (effect !== measure) return undefined;
  // The next minute is measured again.
  return fact.type === 'EffectSucceeded'
    ? measured(build, meter, output as ProcessMeasured, now)
    : { state: build };
}

function measured(
  build: BuildState,
  meter: Meter,
  { at, machine, usages }: ProcessMeasured,
  now: number,
): Decision<BuildState> {
  const { shells: shell } = build;
  const usage = usages[processOf(build, shell)];
  if (!usage) return { state: build };
  const { cpuMs, memoryBytes } = usage;
  const { last } = meter;
  const wallMs = last?.shell === shell ? at - last.at : 0;
  const share = wallMs > 0 ? Math.max(cpuMs - last!.cpuMs, 0) / wallMs : undefined;
  const data = [
    datum('MemoryUtilized', memoryBytes / 2 ** 20, 'Megabytes', now),
    datum('MemoryUtilizedPercent', (memoryBytes / machine.memoryBytes) * 100, 'Percent', now),
    ...(share === undefined
      ? []
      : [
          datum('CPUUtilized', share * 1024, 'None', now),
          datum('CPUUtilizedPercent', Math.min(share / machine.cpus, 1) * 100, 'Percent', now),
        ]),
  ];
  const state = { ...build, meter: { ...meter, last: { shell, at, cpuMs } } };
  return { state, measures: [vended(build, data)] };
}

type Measured = Omit<VendedDatum, 'Dimensions'>;

const datum = (MetricName: string, Value: number, Unit: VendedDatum['Unit'], now: number): Measured => ({
  MetricName,
  Value,
  Unit,
  Timestamp: new Date(now).toISOString(),
});

/** Of the build, and of its project. */
// AWS: the same, "Choose BuildId, BuildNumber, ProjectName". Unverified: the unit of CPUUtilized, and what a share is
// of: here it is the whole machine, for a build may use all of it.
function vended({ id, number, plan, scope }: BuildState, measured: readonly Measured[]): Vended {
  const project = { Name: 'ProjectName', Value: plan.projectName };
  const own = [{ Name: 'BuildId', Value: id }, { Name: 'BuildNumber', Value: String(number) }, project];
  const data = measured.flatMap((each) => [own, [project]].map((Dimensions) => ({ ...each, Dimensions })));
  return { scope, namespace: 'AWS/CodeBuild', data };
}
