import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Specification } from './control.ts';

/** What an agent is asked for its deployment, and what it has said of each. */
interface Asked {
  readonly id: string;
  readonly event: string;
  said?: { readonly status: string; readonly diagnostics: Readonly<Record<string, unknown>> };
}

/** The service that agents ask, of one agent: a list of commands, and what has become of them. */
export class Desk {
  readonly specification: Specification;
  readonly #commands: Asked[] = [];
  readonly #unwanted = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  constructor(specification: Specification) {
    this.specification = specification;
  }

  /** Asks for an event. Answers what will be said of it. */
  ask(event: string): Asked {
    const asked = { id: `${this.#commands.length + 1}`, event };
    this.#commands.push(asked);
    this.#changed();
    return asked;
  }

  /** Nobody wants to know any more: an agent learns it when it acknowledges. */
  giveUp({ id }: Asked): void {
    this.#unwanted.add(id);
  }

  /** Whether all that was asked for has been done, or was not wanted. */
  get isQuiet(): boolean {
    return !this.#commands.some(({ id, said }) => !said && !this.#unwanted.has(id));
  }

  /** Settles when something has happened. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Settles when there is something to do. */
  async work(): Promise<void> {
    while (!this.#next) await this.change();
  }

  get #next(): Asked | undefined {
    return this.#commands.find(({ said, id }) => !said && !this.#acknowledged.has(id));
  }

  answer(operation: string, input: object): object {
    const told = input as Readonly<Record<string, any>>;
    const command = this.#commands.find(({ id }) => id === told['HostCommandIdentifier']);
    switch (operation) {
      case 'PollHostCommand':
      case 'PeekHostCommand': {
        const next = this.#next;
        return next ? { HostCommand: this.#told(next) } : {};
      }
      case 'GetDeploymentSpecification': {
        const Payload = JSON.stringify(this.specification);
        return { DeploymentSpecification: { GenericEnvelope: { Format: 'TEXT/JSON', Payload } } };
      }
      case 'PutHostCommandAcknowledgement':
        this.#acknowledged.add(command!.id);
        this.#changed();
        return { CommandStatus: this.#unwanted.has(command!.id) ? 'Failed' : 'InProgress' };
      case 'PutHostCommandComplete': {
        const { Format, Payload } = told['Diagnostics'];
        assert.equal(Format, 'JSON');
        assert.equal(command!.said, undefined, 'nothing is reported twice');
        command!.said = { status: told['CommandStatus'], diagnostics: JSON.parse(Payload) };
        this.#changed();
        return {};
      }
      default:
        return assert.fail(`agents do not ask ${operation}`);
    }
  }

  wasTaken({ id }: Asked): boolean {
    return this.#acknowledged.has(id);
  }

  #told({ id, event }: Asked): object {
    return { HostCommandIdentifier: id, CommandName: event, DeploymentExecutionId: 'execution' };
  }
}

/** An agent that asks a desk. */
export interface AgentStage {
  readonly desk: Desk;
  /** The script of an event fails the next time, and says so. */
  fails(event: string, words: string): void;
  /** The script of an event does not end, the next time, before it is let. */
  holds(event: string): void;
  letGo(event: string): void;
  /** Lets the agent work until something is so. */
  until(isSo: () => boolean): Promise<void>;
  /** Harmless a second time. */
  stop(): Promise<void>;
}

/** What agents promise, whether they are processes or simulated. */
export function agentsContract(name: string, open: () => Promise<AgentStage>): void {
  describe(name, () => {
    const opened = open();
    after(async () => (await opened).stop());

    async function done(...events: readonly string[]) {
      const stage = await opened;
      const asked = events.map((event) => stage.desk.ask(event));
      await stage.until(() => stage.desk.isQuiet);
      return asked.map(({ said }) => said);
    }

    test('does what it is asked, one event after the other, and says how it went', async () => {
      const all = await done('DownloadBundle', 'BeforeInstall', 'Install', 'ValidateService');
      for (const said of all) {
        assert.equal(said?.status, 'Succeeded');
        const { error_code, script_name, message } = said.diagnostics;
        assert.deepEqual([error_code, script_name, message], [0, '', 'Succeeded']);
      }
    });

    test('says which script has failed, and what it had said', async () => {
      (await opened).fails('ValidateService', 'no answer');
      const [failed, again] = await done('ValidateService', 'ValidateService');
      assert.deepEqual(failed, {
        status: 'Failed',
        diagnostics: {
          error_code: 4,
          script_name: 'scripts/ValidateService.sh',
          message: 'Script at specified location: scripts/ValidateService.sh failed with exit code 1',
          log: 'LifecycleEvent - ValidateService\nScript - scripts/ValidateService.sh\n[stderr]no answer\n',
        },
      });
      assert.equal(again?.status, 'Succeeded');
    });

    test('says that an event is over when it is, and begins nothing before', async () => {
      const { desk, holds, letGo, until } = await opened;
      holds('AfterInstall');
      const [slow, next] = [desk.ask('AfterInstall'), desk.ask('ApplicationStart')];
      await until(() => desk.wasTaken(slow));
      assert.deepEqual([slow.said, desk.wasTaken(next)], [undefined, false]);
      letGo('AfterInstall');
      await until(() => desk.isQuiet);
      assert.deepEqual([slow.said?.status, next.said?.status], ['Succeeded', 'Succeeded']);
    });

    test('does not begin what nobody wants any more', async () => {
      const { desk, fails, until } = await opened;
      fails('BeforeInstall', 'it was begun');
      const unwanted = desk.ask('BeforeInstall');
      desk.giveUp(unwanted);
      await until(() => desk.wasTaken(unwanted));
      const [next] = await done('ValidateService');
      assert.deepEqual([unwanted.said, next?.status], [undefined, 'Succeeded']);
    });

    test('asks for nothing once it is stopped', async () => {
      const { desk, stop } = await opened;
      await stop();
      const late = desk.ask('ValidateService');
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(desk.wasTaken(late), false);
    });
  });
}
