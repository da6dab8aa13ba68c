import type { Command, Control, Host, Outcome } from './control.ts';
import { Refusal } from './control.http.ts';
import type { Entry, Journal } from './journal.ts';
import { endStraggler } from './stragglers.ts';

export interface LoopParts {
  readonly control: Control;
  readonly host: Host;
  readonly journal: Journal;
  readonly log: (sentence: string) => void;
  readonly signal: AbortSignal;
}

// AWS: the published agent's command_poller.rb: what was under way when an agent ended has failed.
const interrupted: Outcome = {
  succeeded: false,
  errorCode: 'UnknownError',
  scriptName: '',
  message: 'Failed: Failing in-progress lifecycle event after an agent restart.',
  log: '',
};

/** Does what is asked for, one command after the other, until it is stopped. */
export async function work(parts: LoopParts): Promise<void> {
  await finishInterrupted(parts);
  while (!parts.signal.aborted) {
    const command = await parts.control.poll();
    if (command) await orRefused(parts, () => take(parts, { command }));
  }
}

/** What an agent was at when it ended is not begun again: whatever it did stays done, and is told as it is known. */
async function finishInterrupted(parts: LoopParts): Promise<void> {
  const entry = parts.journal.read();
  if (!entry) return;
  if (entry.script) await endStraggler(entry.script);
  await orRefused(parts, () =>
    entry.begun ? report(parts, entry.command, entry.outcome ?? interrupted) : take(parts, entry),
  );
}

async function take(parts: LoopParts, { command }: Entry): Promise<void> {
  const { control, host, journal, log } = parts;
  await journal.write({ command });
  const specification = await control.specification(command.executionId);
  if (!(await control.acknowledge(command.id))) {
    log(`${command.event} of ${specification.DeploymentId} is not wanted any more.`);
    return journal.clear();
  }
  await journal.write({ command, begun: true });
  log(`${command.event} of ${specification.DeploymentId} begins.`);
  const outcome = await host.perform(command.event, specification, (script) =>
    journal.write({ command, begun: true, ...(script && { script }) }),
  );
  log(`${command.event} of ${specification.DeploymentId}: ${outcome.message}`);
  await journal.write({ command, begun: true, outcome });
  await report(parts, command, outcome);
}

async function report({ control, journal }: LoopParts, command: Command, outcome: Outcome): Promise<void> {
  await control.complete(command.id, outcome);
  await journal.clear();
}

/** A command that the service does not want to know of any more is over. */
async function orRefused({ log, journal }: LoopParts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log(error.message);
    await journal.clear();
  }
}
