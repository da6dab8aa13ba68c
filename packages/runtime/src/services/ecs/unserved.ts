import { notServedHere } from './errors.ts';
import type { TaskDefinitionRecord } from './records.ts';

/** Options of `awslogs`. The last two say how lines wait to be told: here nobody waits for them. */
const logOptions = new Set([
  'awslogs-create-group',
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
  'max-buffer-size',
  'mode',
]);

/** What keeps a task from starting at all: things of a task definition that this house does not do. */
export function unserved({ networkMode, containerDefinitions }: TaskDefinitionRecord): string | undefined {
  if (networkMode === 'none') return 'the network mode none';
  for (const container of containerDefinitions) {
    const driver = container.logConfiguration?.logDriver;
    if (driver !== undefined && driver !== 'awslogs') return `the log driver ${driver}`;
    const option = Object.keys(container.logConfiguration?.options ?? {}).find(
      (each) => !logOptions.has(each),
    );
    if (option !== undefined) return `the log option ${option}`;
    if (container.mountPoints?.length || container.volumesFrom?.length) return 'volumes';
    if (container.links?.length) return 'links between containers';
  }
  return undefined;
}

/** A service whose tasks could never start is refused, rather than tried for hours. */
export function requireServed(definition: TaskDefinitionRecord): void {
  const lack = unserved(definition);
  if (lack !== undefined) notServedHere(lack);
}
