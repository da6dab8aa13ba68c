import { isUtf8 } from 'node:buffer';
import { parse as parseYaml, stringify } from 'yaml';
import { assemble, type House } from '../src/assemble.ts';
import { SimulatedAgents } from '../src/agent/agents.simulated.ts';
import { parseArn } from '../src/base/arn.ts';
import { AwsError } from '../src/base/aws-error.ts';
import { VirtualClock } from '../src/base/clock.virtual.ts';
import { countedIds } from '../src/base/ids.ts';
import { assert } from '../src/base/assert.ts';
import { apiCall } from '../src/dispatch/trail-event.ts';
import { services } from '../src/catalogue.ts';
import { SimulatedRooms } from '../src/dataplane/rooms.simulated.ts';
import { insideCaller, plain } from '../src/dispatch/inside.ts';
import type { Caller } from '../src/dispatch/service.ts';
import type { Disk } from '../src/store/store.memory.ts';
import type { Touched, Tx } from '../src/store/store.ts';
import { namesIn } from '../src/sweeping.ts';
import { invalidInput } from '../src/wire/constraints/invalid-input.ts';
import { violationsOf } from '../src/wire/constraints/violation.ts';
import { ServiceModels } from '../src/wire/schema/service-models.ts';
import { SchemaInputs } from '../src/wire/schema-inputs.ts';
import { Fingerprint } from './fingerprint.ts';
import type { Scope } from '../src/base/scope.ts';
import { Killed, MortalStore, type FatePlan } from './mortal-store.ts';

/** The code and the schemas of all services, once for all worlds: no play is another for what it had to load. */
const known = await Promise.all(services.map((service) => service.load()));
const models = new ServiceModels();
const modelOf = new Map(
  await Promise.all(services.map(async (service) => [service.name, await models.of(service)] as const)),
);

/** Transcripts begin here, in the year they were first written. */
const firstMoment = Date.UTC(2026, 0, 1);

const durations: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A house in virtual time, whose data plane does as it is told and whose power can be cut.
 *
 * Understands three things, for every service alike:
 *
 *   <service> <Operation> [member=value…]   an AWS call, or a report from inside (GitPush); deeper input as YAML;
 *                                           `--region=eu-west-1`, `--account=111111111111`: from elsewhere;
 *                                           `--as=<ARN of a role or user, or a service>`: by somebody else;
 *                                           `--times=50`: so often, `{n}` is which; the last is answered
 *   time +<n><ms|s|m|h|d>                   time passes; what falls due on the way happens in order
 *   world <words…>                          what the world does: see SimulatedRooms.tell and SimulatedAgents;
 *                                           `world events`: which kinds of events the services have told so far
 */
export class World {
  readonly rooms: SimulatedRooms;
  /** Transactions that wrote, so far: the places to die at. */
  transactions = 0;
  deaths = 0;
  readonly agents: SimulatedAgents;
  #agentsWork = false;
  readonly #events = new Set<string>();
  /** What the world has answered: bytes that a transcript keeps are named in it. */
  #told = '';
  readonly #clock = new VirtualClock(firstMoment);
  readonly #disk: Disk = new Map();
  /** There where somebody follows what is kept: to keep it up is a twentieth of a play. */
  #fingerprint: Fingerprint | undefined;
  #committed: (kept: number) => void = () => {};
  readonly #fateOf: FatePlan;
  #store!: MortalStore;
  #house!: House;

  constructor(fateOf: FatePlan = () => 'survives') {
    this.#fateOf = fateOf;
    this.rooms = new SimulatedRooms(this.#clock);
    this.agents = new SimulatedAgents(this.#clock, (operation, input) =>
      this.#answer('codedeploy-commands', operation, { caller: callerOf([]), input }),
    );
    this.#boot();
  }

  /** Obeys one command, lets everything settle, and returns what was answered. */
  async run(command: string): Promise<string> {
    const [head = '', ...body] = command.split('\n');
    const [verb = '', ...words] = head.split(' ');
    const answer = await this.#obey(verb, words, body.join('\n'));
    await this.#settle();
    return answer;
  }

  /** Forgets the bytes that nobody names: where nothing is under way, nobody has any that he has not named. */
  async sweep(): Promise<void> {
    const names = await namesIn({
      look: async (see) => {
        see(this.#told);
        await this.#store.look(see);
      },
    });
    for (let time = 0; time < 2; time++) await this.rooms.blobs.sweep(names);
  }

  /** Looks at what is kept. */
  look<Seen>(question: (tx: Tx) => Seen): Seen {
    return this.#store.transaction(question);
  }

  /** Flows that met a bug, and why: none, in a test that passes. */
  parked(): string[] {
    const all = this.#store.transaction((tx) => this.#house.engine.parked(tx));
    return all.map(({ flow, parked }) => `${flow}: ${parked.reason}`);
  }

  /** From now on tells of every commit what is kept after it. Asked for before anything is. */
  follow(committed: (kept: number) => void): void {
    this.#fingerprint = new Fingerprint(this.#disk);
    this.#committed = committed;
  }

  /** A number for all that is kept, in a world that is followed: equal in two that have, to the letter, the same. */
  get kept(): number {
    assert(this.#fingerprint, 'only what is kept in a world that is followed is known');
    return this.#fingerprint.value;
  }

  async #obey(verb: string, words: readonly string[], body: string): Promise<string> {
    switch (verb) {
      case 'time':
        await this.#pass(durationOf(words[0] ?? ''));
        return '';
      case 'world':
        if (words[0] === 'events') return print([...this.#events].sort());
        if (words[0] === 'agent') return this.agents.tell(words.slice(1)) ?? '';
        return this.#tell(words, body);
      default:
        return this.#call(verb, words, body);
    }
  }

  async #tell(words: readonly string[], body: string): Promise<string> {
    const said = print((await this.rooms.tell(words, body)) ?? {});
    this.#told += said;
    return said;
  }

  /** Calls an operation as the account's administrator, lets everything settle, and answers as a client would see it. */
  async ask(service: string, operation: string, input: object): Promise<any> {
    const answer = await this.#answer(service, operation, { caller: callerOf([]), input });
    await this.#settle();
    return answer;
  }

  async #call(name: string, [operation = '', ...words]: readonly string[], body: string): Promise<string> {
    const said = words.filter((word) => !word.startsWith('--')).join(' ');
    const caller = callerOf(words);
    const times = Number(optionOf(words, 'times') ?? 1);
    for (let n = 1; n < times; n++)
      await this.#answer(name, operation, { caller, input: numbered(inputOf(said, body), n) });
    try {
      const input = numbered(inputOf(said, body), times);
      return print(await this.#answer(name, operation, { caller, input }));
    } catch (error) {
      if (error instanceof AwsError) return `${error.name}: ${error.message}`.trimEnd();
      throw error;
    }
  }

  async #answer(
    name: string,
    operation: string,
    { caller, input }: { readonly caller: Caller; readonly input: object },
  ): Promise<object> {
    const service = known.find((each) => each.name === name);
    assert(service, `the transcript calls ${name}, which is no service of the house`);
    requireModelled(name, operation, input);
    for (;;) {
      const { dispatch } = this.#house;
      this.#store.immortal = true;
      try {
        const asked = {
          service,
          operation,
          input,
          caller,
          requestId: 'r',
          endpoint: 'http://127.0.0.1:4566',
        };
        const answer = service.inside?.[operation]
          ? dispatch.report({ service: name, operation, input, as: `${name}.amazonaws.com`, scope: caller })
          : dispatch.call(asked);
        // What waits commits more than once: to a client, who may not call twice, it is done as one all the same.
        const waits = typeof service.operations[operation] === 'object';
        this.#store.immortal = waits;
        const given = await answer;
        const said = plain(legible(endless.has(operation) ? given : await whole(given))) as object;
        this.#store.immortal = false;
        return said;
      } catch (error) {
        this.#store.immortal = false;
        if (!(error instanceof Killed)) throw error;
        await this.#settle(); // The client sees a closed connection, and calls again.
      }
    }
  }

  async #pass(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    for (let next = this.#clock.nextAlarm(); next && next.time <= until; next = this.#clock.nextAlarm()) {
      this.#clock.advance(Math.max(0, next.time - this.#clock.now()));
      await this.#settle();
    }
    this.#clock.advance(until - this.#clock.now());
  }

  /** Waits until nothing moves, starting again from the disk whenever the power was cut. */
  async #settle(): Promise<void> {
    for (let still = 0, moves = -1; still < 3;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#store.dead) this.#boot();
      const now = this.#house.engine.moves + this.rooms.moves;
      still = now === moves && this.#house.engine.quiet ? still + 1 : 0;
      moves = now;
      if (still === 3 && (await this.#letAgentsWork())) still = 0;
    }
  }

  /** Agents are callers like others, who ask when nothing else moves. */
  async #letAgentsWork(): Promise<boolean> {
    if (this.#agentsWork) return false;
    this.#agentsWork = true;
    this.agents.instances(this.rooms.instances.running);
    const worked = await this.agents.work();
    this.#agentsWork = false;
    return worked;
  }

  /** What was done in the world, and by agents on their instances. */
  done(): string[] {
    return [...this.rooms.done(), ...this.agents.done()];
  }

  /** Keeps the kinds of what services say has happened, whether any rule wants to know or not. */
  #hear(dispatch: House['dispatch']): void {
    const emit = dispatch.emit.bind(dispatch);
    dispatch.emit = (tx, event) => {
      // Every call is one: they are told in transcripts of their own.
      if (event.detailType !== apiCall) this.#events.add(`${event.source}: ${event.detailType}`);
      emit(tx, event);
    };
  }

  #boot(): void {
    if (this.#house) {
      this.deaths++;
      this.#house.engine.close();
      this.#house.dispatch.close();
    }
    const wrote = (touched: readonly Touched[]) => {
      this.#fingerprint?.update(touched);
      if (this.#fingerprint) this.#committed(this.kept);
    };
    this.#store = new MortalStore(this.#disk, () => this.#fateOf(this.transactions++), wrote);
    this.#house = assemble({
      store: this.#store,
      clock: this.#clock,
      ids: (tx) => countedIds(() => tx.next('ids')),
      rooms: this.rooms,
      inputs: new SchemaInputs(services, models),
      endpoint: () => 'http://127.0.0.1:4566',
      account: '000000000000',
      fatal: (error) => {
        if (!(error instanceof Killed)) throw error;
      },
    });
    this.#hear(this.#house.dispatch);
    try {
      this.#house.engine.begin();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

/** What the model of an operation forbids, `wire` refuses before anybody else sees it. */
function requireModelled(name: string, operation: string, input: object): void {
  const model = modelOf.get(name);
  const known = model?.operations.get(operation);
  const violations = known ? violationsOf(known.input, input) : [];
  if (model && known && violations.length > 0) throw invalidInput(model.protocol, known, violations);
}

/** The administrator of an account, in a region, unless somebody else is named. */
function callerOf(words: readonly string[]): Caller {
  const account = optionOf(words, 'account') ?? '000000000000';
  const scope = { account, region: optionOf(words, 'region') ?? 'us-east-1' };
  return namedCaller(optionOf(words, 'as') ?? `arn:aws:iam::${account}:root`, scope);
}

const optionOf = (words: readonly string[], option: string): string | undefined =>
  words.find((word) => word.startsWith(`--${option}=`))?.slice(`--${option}=`.length);

/** A copy, with a number wherever a text has `{n}`. */
function numbered<T>(value: T, n: number): T {
  if (typeof value === 'string') return value.replaceAll('{n}', String(n)) as T;
  if (Array.isArray(value)) return value.map((each) => numbered(each, n)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, numbered(each, n)])) as T;
}

/** A role is acted as by a session of it; a service acts for itself. */
function namedCaller(who: string, scope: Scope): Caller {
  const arn = parseArn(who);
  if (!arn || arn.resource.startsWith('role/')) return insideCaller(who, scope, 'transcript');
  return { ...scope, account: arn.account, arn: who };
}

function durationOf(word: string): number {
  const [, amount, unit] = /^\+(\d+)(ms|s|m|h|d)$/.exec(word) ?? [];
  assert(amount && unit, `time passes as +10m, not as ${word}`);
  return Number(amount) * durations[unit]!;
}

/** `a=1 b=text` becomes members, and those of a body of YAML beside; numbers and booleans as YAML reads them. */
const inputOf = remembering((words: string, body: string): object => ({
  ...Object.fromEntries(
    words
      .split(' ')
      .filter(Boolean)
      .map((word) => {
        const [name = '', ...value] = word.split('=');
        return [name, parseYaml(value.join('='))];
      }),
  ),
  ...parseYaml(body),
}));

/** Bytes that are no text are shown as YAML's `!!binary`, by which they can be given back. */
function legible(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return isUtf8(value) ? value : `!!binary ${Buffer.from(value).toString('base64')}`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(legible);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, legible(member)]));
}

/** What streams until its caller has had enough of it. */
const endless = new Set(['StartLiveTail']);

/** An answer with all that it streams. */
async function whole(answer: unknown): Promise<unknown> {
  const events = Object.entries(answer ?? {}).find(([, value]) => isStream(value));
  if (!events) return answer;
  const [name, stream] = events as [string, AsyncIterable<unknown>];
  const all: unknown[] = [];
  for await (const event of stream) all.push(event);
  return { ...(answer as object), [name]: all };
}

const isStream = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** One line for each member, and for each element of a list. */
function print(output: object): string {
  const line = ([name, value]: [string, unknown]) =>
    Array.isArray(value) && value.length > 0
      ? `${name}:\n${value.map((each) => `  - ${flow(JSON.stringify(each))}`).join('\n')}`
      : `${name}: ${flow(JSON.stringify(value))}`;
  return Object.entries(output).map(line).join('\n');
}

const flow = remembering((json: string): string =>
  stringify(JSON.parse(json), { collectionStyle: 'flow', lineWidth: 0 }).trim(),
);

/** Every command is given, and every answer seen, in play after play: YAML, which is slow, is read and written once. */
function remembering<Words extends readonly string[], Said>(
  say: (...words: Words) => Said,
): (...words: Words) => Said {
  const known = new Map<string, Said>();
  return (...words) => {
    const key = words.join('\n');
    if (!known.has(key)) known.set(key, say(...words));
    return known.get(key)!;
  };
}
