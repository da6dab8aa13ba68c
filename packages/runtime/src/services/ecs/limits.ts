import type { ContainerDefinition, ContainerOverride, TaskOverride } from '@aws-sdk/client-ecs';
import type { ProcessLimits } from '../../base/effects/process.ts';
import type { TaskDefinitionRecord } from './records.ts';

/** What a task is promised of its machine. */
export interface Reserved {
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/** AWS: what the task as a whole is given, or all its containers are; of soft and hard limit of memory the soft one. */
export function reservedBy(definition: TaskDefinitionRecord, overrides: TaskOverride): Reserved {
  const containers = definition.containerDefinitions.map((container) => overridden(container, overrides));
  const [cpu, memory] = [overrides.cpu ?? definition.cpu, overrides.memory ?? definition.memory];
  const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
  return {
    cpuUnits: cpu ? cpuUnits(cpu) : sumOf(containers.map((each) => each.cpu ?? 0)),
    memoryMib: memory
      ? memoryMib(memory)
      : sumOf(containers.map((each) => each.memoryReservation ?? each.memory ?? 0)),
  };
}

/**
 * AWS: a container that tries to exceed its `memory` is killed; so is one when all exceed their task's. A task's `cpu`
 * is a ceiling; a container's own is a share of what there is.
 */
export function limitsOf(
  { taskId, definition, overrides }: LimitedTask,
  container: ContainerDefinition,
): ProcessLimits {
  const { cpu, memory } = overridden(container, overrides);
  const whole = overrides.memory ?? definition.memory;
  const units = overrides.cpu ?? definition.cpu;
  const together = {
    ...(whole && { memoryBytes: memoryMib(whole) * mib }),
    ...(units && { cpus: cpuUnits(units) / 1024 }),
  };
  return {
    ...(memory && { memoryBytes: memory * mib }),
    ...((whole || units) && { together: { name: taskId, ...together } }),
    ...(cpu && { cpuShares: cpu }),
  };
}

interface LimitedTask {
  readonly taskId: string;
  readonly definition: TaskDefinitionRecord;
  readonly overrides: TaskOverride;
}

const mib = 2 ** 20;

type Sizes = Pick<ContainerOverride, 'cpu' | 'memory' | 'memoryReservation'>;

function overridden(container: ContainerDefinition, { containerOverrides }: TaskOverride): Sizes {
  const said = containerOverrides?.find(({ name }) => name === container.name);
  return {
    cpu: said?.cpu ?? container.cpu,
    memory: said?.memory ?? container.memory,
    memoryReservation: said?.memoryReservation ?? container.memoryReservation,
  };
}

/** `1024`, `1 vCPU`, `.5 vcpu`. */
export function cpuUnits(text: string): number {
  const vcpu = /^([\d.]+)\s*vcpu$/i.exec(text)?.[1];
  return vcpu === undefined ? Number(text) : Number(vcpu) * 1024;
}

/** `2048`, `2 GB`. */
export function memoryMib(text: string): number {
  const gb = /^([\d.]+)\s*gb$/i.exec(text)?.[1];
  return gb === undefined ? Number(text) : Number(gb) * 1024;
}
