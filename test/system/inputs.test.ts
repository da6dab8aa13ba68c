import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { services as listed } from '../../packages/runtime/src/catalogue.ts';
import { ConstraintLibrary } from '../../packages/runtime/src/wire/constraints/service-constraints.ts';
import { loadServiceModel, type ServiceModel } from '../../packages/runtime/src/wire/schema/service-model.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { SdkCaller, type Caller, type Ending } from './inputs/caller.ts';
import { Generator } from './inputs/generate.ts';
import { layGround } from './inputs/ground.ts';
import { PlainCaller } from './inputs/plain-caller.ts';
import { refusedCreates } from './inputs/refused.ts';
import { Seeded } from './inputs/seeded.ts';
import { Strings } from './inputs/strings.ts';
import { wrongWith } from './inputs/verdict.ts';

const seed = Number(process.env['SEED'] ?? 4_566);
/** How many calls: a number, not a time, so that a seed tries as much on every machine. */
const calls = Number(process.env['CALLS'] ?? 3_000);
/** Services, with commas between them; all where none is said. */
const only = process.env['ONLY'];

const services = await Promise.all(listed.map((service) => service.load()));

interface Spoken {
  readonly model: ServiceModel;
  readonly caller: Caller;
  readonly generator: Generator;
}

const random = new Seeded(seed);
const strings = new Strings(random);
const spoken = new Map<string, Spoken>();
/** Services that have answered a good input. */
const grounded = new Set<string>();
/** Good inputs, by `service:Operation`: what flawed ones are made of. */
const good = new Map<string, Record<string, unknown>[]>();
const findings = new Map<string, string>();
const endings: Record<string, number> = {};
const said: string[] = [];
let penstock: PenstockProcess;

/** Whoever adds to the prototype of all objects is thrown an error for it, which is then found as any other. */
const guarded = '--import "data:text/javascript,Object.preventExtensions(Object.prototype)"';

before(async () => {
  process.env['NODE_OPTIONS'] = guarded;
  penstock = await startPenstock(['--port', '0', '--clock', 'virtual', '--quiet'], (line) => said.push(line));
  delete process.env['NODE_OPTIONS'];
  const library = new ConstraintLibrary();
  for (const service of services) {
    const model = await loadServiceModel(service, library);
    const sdk = (await service.sdk?.()) ?? {};
    // The agents' service has schemas, and nothing that speaks by them.
    const speaks = Object.keys(sdk).some((name) => name.endsWith('Command'));
    const caller = speaks ? new SdkCaller(sdk, penstock.endpoint) : new PlainCaller(model, penstock.endpoint);
    spoken.set(service.name, { model, caller, generator: new Generator(service.name, random, strings) });
  }
});

after(async () => {
  for (const { caller } of spoken.values()) caller.close();
  penstock?.process.kill(endings['broken'] ? 'SIGKILL' : 'SIGTERM');
  await penstock?.ended;
});

async function call(service: string, operation: string, input: Record<string, unknown>): Promise<Ending> {
  const ending = await spoken.get(service)!.caller.call(operation, input);
  if (ending.kind === 'answer') strings.learn(service, ending.output);
  return ending;
}

function judge(service: string, operation: string, input: object, ending: Ending): void {
  endings[ending.kind] = (endings[ending.kind] ?? 0) + 1;
  const wrong = wrongWith(spoken.get(service)!.model, operation, ending);
  const key = `${service}:${operation} ${wrong?.slice(0, 60)}`;
  if (wrong && !findings.has(key)) findings.set(key, `${service}:${operation} ${wrong}\n    ${shown(input)}`);
}

async function makeGood(service: string, operation: string, input: object): Promise<unknown> {
  if (!spoken.has(service)) return undefined; // Of a house with fewer services.
  const ending = await call(service, operation, structuredClone(input) as Record<string, unknown>);
  strings.learn(service, input);
  const key = `${service}:${operation}`;
  const inputs = good.get(key) ?? [];
  if (inputs.length < 4) good.set(key, [...inputs, input as Record<string, unknown>]);
  judge(service, operation, input, ending);
  if (ending.kind !== 'answer') return undefined;
  grounded.add(service);
  return ending.output;
}

function inputFor(service: string, operation: string): Record<string, unknown> {
  const { model, generator } = spoken.get(service)!;
  const shape = model.operations.get(operation)!.input;
  const known = good.get(`${service}:${operation}`);
  if (known && random.chance(0.6)) return generator.flawed(shape, random.one(known));
  return generator.input(shape, random.one([1, 1, 0.95, 0.5]));
}

/** Each starts processes that stay: what they take is tried by their own transcripts. */
const startsServers = new Set([
  'RunInstances',
  'StartInstances',
  'RebootInstances',
  'CreateAutoScalingGroup',
]);

/** These answer after a minute that they have nothing, as AWS does. */
const holdsOn = new Set(['GetActivityTask']);

/** Deletes come last in a round, so that there is something to ask about. */
function roundOf(): [service: string, operation: string][] {
  const all = services
    .filter(({ name }) => !only || only.split(',').includes(name))
    .flatMap(({ name, operations }) =>
      Object.keys(operations)
        .filter((operation) => !startsServers.has(operation) && !holdsOn.has(operation))
        .map((operation): [string, string] => [name, operation]),
    );
  const [last, first] = [true, false].map((ends) =>
    random.shuffled(
      all.filter(([, operation]) => /^(BatchDelete|Delete|Deregister)/.test(operation) === ends),
    ),
  );
  return [...first!, ...first!, ...first!, ...last!];
}

for (const { service, operation, input, list } of refusedCreates) {
  test(`${service}:${operation} that is refused leaves nothing behind`, async () => {
    if (good.size === 0) await layGround(makeGood);
    const listed = async () => {
      const ending = await call(service, list[0], { ...list[1] });
      assert.ok(ending.kind === 'answer', JSON.stringify(ending));
      return ending.output;
    };
    const before = await listed();
    const ending = await call(service, operation, { ...input });
    assert.equal(ending.kind, 'error', JSON.stringify(ending));
    assert.deepEqual(await listed(), before);
  });
}

test('every service has good inputs, which flawed ones are made of', async () => {
  if (good.size === 0) await layGround(makeGood);
  const without = services.filter(({ name }) => !grounded.has(name)).map(({ name }) => name);
  assert.deepEqual(without, [], 'lay some ground for them in inputs/ground.ts');
});

test(`no input breaks the house (SEED=${seed})`, async (t) => {
  const enough = () => endings['broken'] !== undefined || calls <= made();
  while (!enough()) {
    await layGround(makeGood);
    for (const [service, operation] of roundOf()) {
      if (enough()) break;
      const input = inputFor(service, operation);
      judge(service, operation, input, await call(service, operation, input));
    }
    await advance(random.one([1, 10, 30]));
  }
  t.diagnostic(`calls by how they ended: ${JSON.stringify(endings)}`);
  assert.deepEqual([...findings.values()], []);
});

const made = () => Object.values(endings).reduce((sum, count) => sum + count, 0);

/** House time goes on, so that what waits for it meets what was put in its way. */
async function advance(minutes: number): Promise<void> {
  const body = JSON.stringify({ advanceMs: minutes * 60_000 });
  const signal = AbortSignal.timeout(20_000);
  await fetch(`${penstock.endpoint}/_penstock/clock`, { method: 'POST', body, signal });
}

test('the house has nothing to complain about, and no flow met a bug', async () => {
  const ask = async (path: string) => (await fetch(`${penstock.endpoint}/_penstock/${path}`)).json();
  const { parked } = (await ask('flows/parked')) as { parked: { flow: string; reason: string }[] };
  const { status } = (await ask('health')) as { status: string };
  await advance(60);
  const expected = /^Ready\.|^A message to slack was not posted: \S+ is not connected;/;
  const complaints = said.filter((line) => !expected.test(line));
  assert.deepEqual({ parked, status, complaints }, { parked: [], status: 'running', complaints: [] });
});

function shown(input: object): string {
  const text = JSON.stringify(input, (_key, value: unknown) =>
    typeof value === 'string' && value.length > 300 ? `${value.slice(0, 40)}… (${value.length})` : value,
  );
  return text.length > 1_500 ? `${text.slice(0, 1_500)}…` : text;
}
