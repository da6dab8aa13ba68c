import type { Clock } from '../base/clock.ts';
import { assert } from '../base/assert.ts';
import {
  commandOf,
  diagnosticsOf,
  specificationOf,
  succeeded,
  type Command,
  type Outcome,
} from './control.ts';

/** How the simulated agents ask the house: as callers do. */
export type AskAgentService = (operation: string, input: object) => Promise<unknown>;

interface SimulatedAgent {
  readonly host: string;
  /** Events whose scripts will fail, once, and what they say. */
  readonly failing: Map<string, string>;
  /** How long the scripts of an event will take, once. */
  readonly taking: Map<string, number>;
  work?: { readonly command: Command; readonly outcome: Outcome; readonly until: number };
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Agents without machines: they answer commands as they are told to.
 *
 *   world agent starts <instance>                     an agent of an on-premises instance; those of EC2 have one
 *   world agent stops <instance>
 *   world agent fails <instance> <event> [<words>]    the script of an event fails the next time, and says so
 *   world agent takes <instance> <events> <90s>       the scripts of events (`a,b`) take a while the next time
 */
export class SimulatedAgents {
  readonly #clock: Clock;
  readonly #ask: AskAgentService;
  readonly #agents = new Map<string, SimulatedAgent>();
  readonly #done: string[] = [];

  constructor(clock: Clock, ask: AskAgentService) {
    this.#clock = clock;
    this.#ask = ask;
  }

  tell([verb = '', instance = '', event = '', ...words]: readonly string[]): void {
    if (verb === 'starts') {
      this.#agents.set(instance, { host: hostOf(instance), failing: new Map(), taking: new Map() });
      return;
    }
    const agent = this.#agents.get(instance);
    assert(agent, `the agent of ${instance} was started`);
    switch (verb) {
      case 'stops':
        this.#agents.delete(instance);
        return;
      case 'fails':
        agent.failing.set(event, words.join(' ') || 'it is broken');
        return;
      case 'takes': {
        const [, amount, unit] = /^(\d+)([smh])$/.exec(words[0] ?? '') ?? [];
        assert(amount && unit, `a script takes 90s, not ${words[0]}`);
        for (const each of event.split(',')) agent.taking.set(each, Number(amount) * units[unit]!);
        return;
      }
      default:
        assert(false, `agents do not ${verb}`);
    }
  }

  /** Instances on EC2 start their agents themselves, and end them with themselves. */
  instances(running: readonly string[]): void {
    for (const instance of running) if (!this.#agents.has(instance)) this.tell(['starts', instance]);
    for (const instance of this.#agents.keys())
      if (instance.startsWith('i-') && !running.includes(instance)) this.#agents.delete(instance);
  }

  /** What was done on the instances, a line each. */
  done(): readonly string[] {
    return this.#done;
  }

  /** Every agent does what it can do now. Answers whether any has. */
  async work(): Promise<boolean> {
    let worked = false;
    for (const [instance, agent] of this.#agents) worked = (await this.#step(instance, agent)) || worked;
    return worked;
  }

  async #step(instance: string, agent: SimulatedAgent): Promise<boolean> {
    if (agent.work) return this.#complete(agent, agent.work);
    const command = commandOf(await this.#ask('PeekHostCommand', { HostIdentifier: agent.host }));
    if (!command) return false;
    const specification = specificationOf(
      await this.#ask('GetDeploymentSpecification', {
        DeploymentExecutionId: command.executionId,
        HostIdentifier: agent.host,
      }),
    );
    const named = { HostCommandIdentifier: command.id };
    const { CommandStatus } = (await this.#ask('PutHostCommandAcknowledgement', named)) as {
      readonly CommandStatus: string;
    };
    if (CommandStatus !== 'InProgress') return true;
    this.#done.push(`agent ${instance} does ${command.event} of ${specification.DeploymentId}`);
    const until = this.#clock.now() + (agent.taking.get(command.event) ?? 0);
    agent.work = { command, outcome: outcomeOf(agent, command.event), until };
    agent.taking.delete(command.event);
    if (until > this.#clock.now()) this.#clock.at(until, () => {});
    return true;
  }

  async #complete(agent: SimulatedAgent, work: NonNullable<SimulatedAgent['work']>): Promise<boolean> {
    if (work.until > this.#clock.now()) return false;
    await this.#ask('PutHostCommandComplete', {
      HostCommandIdentifier: work.command.id,
      CommandStatus: work.outcome.succeeded ? 'Succeeded' : 'Failed',
      Diagnostics: { Format: 'JSON', Payload: diagnosticsOf(work.outcome) },
    });
    delete agent.work;
    return true;
  }
}

function outcomeOf({ failing }: SimulatedAgent, event: string): Outcome {
  const said = failing.get(event);
  if (said === undefined) return succeeded();
  failing.delete(event);
  const scriptName = `scripts/${event}.sh`;
  return {
    succeeded: false,
    errorCode: 'ScriptFailed',
    scriptName,
    message: `Script at specified location: ${scriptName} failed with exit code 1`,
    log: `LifecycleEvent - ${event}\nScript - ${scriptName}\n[stderr]${said}\n`,
  };
}

/** As an instance on EC2 is known by its agent, and one on premises by its IAM user. */
export const hostOf = (instance: string): string =>
  instance.startsWith('i-')
    ? `arn:aws:ec2:us-east-1:000000000000:instance/${instance}`
    : `arn:aws:iam::000000000000:user/${instance}`;
