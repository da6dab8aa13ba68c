import type { ProcessMeasured } from '../../../base/effects/process.ts';
import type { Reserved } from '../limits.ts';

/** A task that runs, as it is measured. */
export interface MeteredTask {
  /** The name of the service it belongs to. */
  readonly service?: string;
  /** Its launch type is not Fargate, so that it counts for its cluster, too. */
  readonly onInstances: boolean;
  readonly processes: readonly string[];
  readonly reserved: Reserved;
  /** Of each of its processes, when it was measured last. */
  readonly cpuMs?: Readonly<Record<string, number>>;
}

/** A `MetricDatum` without its time. */
export interface UtilizationDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Unit: 'Percent';
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
}

interface Before {
  readonly cluster: string;
  readonly tasks: Readonly<Record<string, MeteredTask>>;
  readonly measuredAt?: number;
}

interface Used {
  readonly task: MeteredTask;
  /** Undefined where it was measured for the first time: what it takes to start is not told. */
  readonly cpuUnits?: number | undefined;
  readonly memoryMib: number;
}

/**
 * What tasks use of what they reserve: in a service a sample of each of them, in a cluster all of them together.
 * AWS: ECS developer guide, "service utilization metrics" and "cluster utilization metrics" (of tasks on instances
 * only).
 */
export function utilization(
  { cluster, tasks, measuredAt }: Before,
  now: ProcessMeasured,
): { readonly tasks: Before['tasks']; readonly data: readonly UtilizationDatum[] } {
  const wallMs = measuredAt === undefined ? 0 : now.at - measuredAt;
  const used = Object.values(tasks).flatMap((task) => usedBy(task, now, wallMs));
  const whole = { cpuUnits: now.machine.cpus * 1024, memoryMib: now.machine.memoryBytes / 2 ** 20 };
  const services = Map.groupBy(used, ({ task }) => task.service);
  const data = [...services].flatMap(([service, each]) =>
    service === undefined ? [] : ofService([dimension('ServiceName', service)], each, whole),
  );
  const clusterName = dimension('ClusterName', cluster);
  const all = [
    ...data,
    ...ofCluster(
      used.filter(({ task }) => task.onInstances),
      whole,
    ),
  ];
  return {
    tasks: Object.fromEntries(Object.entries(tasks).map(([id, task]) => [id, remembering(task, now)])),
    data: all.map((datum) => ({ ...datum, Dimensions: [...datum.Dimensions, clusterName] })),
  };
}

function usedBy(task: MeteredTask, { usages }: ProcessMeasured, wallMs: number): Used[] {
  const running = task.processes.filter((process) => usages[process]);
  if (running.length === 0) return [];
  const memoryMib = sumOf(running.map((process) => usages[process]!.memoryBytes)) / 2 ** 20;
  const { cpuMs } = task;
  if (!cpuMs || wallMs <= 0) return [{ task, memoryMib }];
  const spentMs = sumOf(
    running.map((process) => Math.max(usages[process]!.cpuMs - (cpuMs[process] ?? 0), 0)),
  );
  return [{ task, memoryMib, cpuUnits: (spentMs / wallMs) * 1024 }];
}

function remembering(task: MeteredTask, { usages }: ProcessMeasured): MeteredTask {
  const known = task.processes.filter((process) => usages[process]);
  return { ...task, cpuMs: Object.fromEntries(known.map((process) => [process, usages[process]!.cpuMs])) };
}

// AWS: unverified: what tasks that reserve no CPU are compared with. Here it is the whole machine.
function ofService(
  dimensions: UtilizationDatum['Dimensions'],
  used: readonly Used[],
  whole: Reserved,
): UtilizationDatum[] {
  const cpu = used.flatMap(({ task, cpuUnits }) =>
    cpuUnits === undefined ? [] : percent(cpuUnits, task.reserved.cpuUnits || whole.cpuUnits),
  );
  const memory = used.map(({ task, memoryMib }) =>
    percent(memoryMib, task.reserved.memoryMib || whole.memoryMib),
  );
  return [...samples('CPUUtilization', dimensions, cpu), ...samples('MemoryUtilization', dimensions, memory)];
}

function ofCluster(used: readonly Used[], whole: Reserved): UtilizationDatum[] {
  if (used.length === 0) return [];
  const measured = used.filter(({ cpuUnits }) => cpuUnits !== undefined);
  const cpuUnits = sumOf(measured.map((each) => each.cpuUnits!));
  const reserved = (of: keyof Reserved) => [
    percent(sumOf(used.map(({ task }) => task.reserved[of])), whole[of]),
  ];
  const memory = sumOf(used.map(({ memoryMib }) => memoryMib));
  return [
    ...samples('CPUUtilization', [], measured.length > 0 ? [percent(cpuUnits, whole.cpuUnits)] : []),
    ...samples('MemoryUtilization', [], [percent(memory, whole.memoryMib)]),
    ...samples('CPUReservation', [], reserved('cpuUnits')),
    ...samples('MemoryReservation', [], reserved('memoryMib')),
  ];
}

/** AWS: PutMetricData takes up to 150 values in a datum. */
const valuesMax = 150;

function samples(
  MetricName: string,
  Dimensions: UtilizationDatum['Dimensions'],
  values: readonly number[],
): UtilizationDatum[] {
  return Array.from({ length: Math.ceil(values.length / valuesMax) }, (_, index) => {
    const Values = values.slice(index * valuesMax, (index + 1) * valuesMax);
    return { MetricName, Dimensions, Unit: 'Percent', Values, Counts: Values.map(() => 1) };
  });
}

const dimension = (Name: string, Value: string) => ({ Name, Value });
const percent = (part: number, whole: number): number => Number(((100 * part) / whole).toFixed(4));
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
