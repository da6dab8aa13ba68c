import type { Clock } from '../../base/clock.ts';
import { assert } from '../../base/assert.ts';
import type { InstanceRan, InstanceRun } from '../../base/effects/instance.ts';
import type { Blobs } from '../blobs/blobs.ts';

interface SimulatedCommand {
  readonly instance: string;
  readonly ran: Promise<InstanceRan>;
  readonly kill: () => void;
}

/** House time that a script takes, unless it is told otherwise. */
const scriptMs = 1000;

/**
 * Scripts on servers that are only names: each says what it is, takes a second and succeeds, unless told otherwise.
 * Patterns are parts of a script's text.
 *
 *   world instance script exits <code> <pattern>     from now on; what it says goes to its standard error
 *   world instance script takes <seconds> <pattern>  from now on
 *   world instance script floods 1 <pattern>         from now on: says more than so many GiB, and is ended
 */
export class SimulatedCommands {
  readonly #clock: Clock;
  readonly #done: (line: string) => void;
  readonly #blobs: Pick<Blobs, 'write'>;
  readonly #commands = new Map<string, SimulatedCommand>();
  readonly #exits: { readonly pattern: string; readonly code: number }[] = [];
  readonly #floods: string[] = [];
  readonly #takes: { readonly pattern: string; readonly ms: number }[] = [];

  constructor(clock: Clock, blobs: Pick<Blobs, 'write'>, done: (line: string) => void) {
    this.#clock = clock;
    this.#blobs = blobs;
    this.#done = done;
  }

  tell([verb = '', amount = '', ...words]: readonly string[]): void {
    const pattern = words.join(' ');
    assert(['exits', 'takes', 'floods'].includes(verb), `scripts do not ${verb}`);
    if (verb === 'floods') this.#floods.push(pattern);
    else if (verb === 'exits') this.#exits.unshift({ pattern, code: Number(amount) });
    else this.#takes.unshift({ pattern, ms: Number(amount) * 1000 });
  }

  knows({ instance, command }: InstanceRun): boolean {
    return this.#commands.has(nameOf(instance, command));
  }

  run(effect: InstanceRun, signal: AbortSignal): Promise<InstanceRan> {
    const name = nameOf(effect.instance, effect.command);
    const command = this.#commands.get(name) ?? this.#begin(effect);
    this.#commands.set(name, command);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      command.ran.then(resolve, reject);
    });
  }

  kill(instance: string, command: string): void {
    this.#commands.get(nameOf(instance, command))?.kill();
  }

  killAll(instance: string): void {
    for (const command of this.#commands.values()) if (command.instance === instance) command.kill();
  }

  #begin(effect: InstanceRun): SimulatedCommand {
    const { instance, script, timeoutMs } = effect;
    const place = effect.directory === undefined ? '' : ` in ${effect.directory}`;
    this.#done(`instance ${instance} runs ${JSON.stringify(script)}${place}`);
    const takesMs = this.#takes.find(({ pattern }) => script.includes(pattern))?.ms ?? scriptMs;
    const { promise, resolve } = Promise.withResolvers<InstanceRan>();
    const ends = (how: Omit<InstanceRan, 'stdout' | 'stderr'>) =>
      void this.#said(effect, how.exitCode ?? 0).then((said) => resolve({ ...how, ...said }));
    const callOff = this.#clock.at(this.#clock.now() + Math.min(takesMs, timeoutMs), () =>
      takesMs > timeoutMs
        ? ends({ exitCode: null, signal: 'SIGTERM', timedOut: true })
        : ends(this.#endOf(script)),
    );
    const kill = () => {
      callOff();
      ends({ exitCode: null, signal: 'SIGTERM' });
    };
    return { instance, ran: promise, kill };
  }

  #endOf(script: string): Omit<InstanceRan, 'stdout' | 'stderr'> {
    if (this.#floods.some((pattern) => script.includes(pattern)))
      return { exitCode: null, signal: 'SIGTERM', saidTooMuch: true };
    const exitCode = this.#exits.find(({ pattern }) => script.includes(pattern))?.code ?? 0;
    return { exitCode, signal: null };
  }

  async #said(
    { script, keep }: InstanceRun,
    exitCode: number,
  ): Promise<Pick<InstanceRan, 'stdout' | 'stderr'>> {
    const text = `${script.trimEnd()}\n`;
    const whole = keep ? await this.#blobs.write(Buffer.from(text)) : undefined;
    const said = { text, ...(whole && { whole }) };
    const nothing = { text: '' };
    return exitCode === 0 ? { stdout: said, stderr: nothing } : { stdout: nothing, stderr: said };
  }
}

const nameOf = (instance: string, command: string): string => `${instance}/${command}`;
