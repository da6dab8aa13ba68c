import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services as listed } from '../../packages/runtime/src/catalogue.ts';
import type { RegistryType } from '../../packages/runtime/src/base/registry-type.ts';
import { SimulatedRegistry } from '../../packages/runtime/src/dataplane/registry/registry.simulated.ts';
import { parseTranscript } from '../../packages/runtime/test/transcript.ts';
import { World } from '../../packages/runtime/test/world.ts';
import { root } from '../../scripts/run.ts';
import { Properties } from './inputs/properties.ts';
import { Seeded } from './inputs/seeded.ts';
import { Strings } from './inputs/strings.ts';

const seed = Number(process.env['SEED'] ?? 4_566);
/** Stacks of each type: a number, not a time, so that a seed means the same stacks on every machine. */
const rounds = Number(process.env['ROUNDS'] ?? 15);
/** Part of the names of resource types; all where none is said. */
const only = process.env['ONLY'] ?? '';

const random = new Seeded(seed);
const strings = new Strings(random);

/** Resources of the transcripts' templates: what flawed ones are made of. */
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const good = goodResources();
for (const { Properties: properties } of [...good.values()].flat())
  strings.learn('cloudformation', properties);

function goodResources(): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  const files = globSync('packages/runtime/src/services/*/spec/*.txt', { cwd: root }).sort();
  const texts = files.flatMap((file) =>
    parseTranscript(readFileSync(`${root}${file}`, 'utf8')).map(({ command }) => command),
  );
  for (const text of texts) {
    const template = /TemplateBody: (?:\||')\s*(\{[^]*\})/.exec(text)?.[1];
    for (const resource of Object.values(resourcesOf(template)))
      found.set(resource.Type, [...(found.get(resource.Type) ?? []), resource]);
  }
  return found;
}

function resourcesOf(template = '{}'): Record<string, Resource> {
  try {
    return (JSON.parse(template) as { Resources?: Record<string, Resource> }).Resources ?? {};
  } catch {
    return {}; // YAML, or wrong on purpose.
  }
}

/** Properties that somebody once wrote well, with some of them made up anew. */
function flawed(resource: Resource, madeUp: Record<string, unknown>): Record<string, unknown> {
  const properties: Record<string, unknown> = { ...resource.Properties };
  for (const [name, value] of Object.entries(madeUp)) if (random.chance(0.3)) properties[name] = value;
  for (const name of Object.keys(properties)) if (random.chance(0.05)) delete properties[name];
  return properties;
}

function resourceOf(type: RegistryType): Resource {
  const madeUp = new Properties(random, strings, random.one([0, 0.03, 0.2])).of(type);
  const known = good.get(type.name);
  const properties = known && random.chance(0.6) ? flawed(random.one(known), madeUp) : madeUp;
  return { Type: type.name, Properties: properties };
}

function command(operation: string, resource: Resource): string {
  const template = JSON.stringify({ Resources: { One: resource } });
  return `cloudformation ${operation} StackName=app\nTemplateBody: ${JSON.stringify(template)}`;
}

const services = await Promise.all(listed.map((service) => service.load()));
const names = services.flatMap(({ resources = [] }) => resources.map(({ typeName }) => typeName));

test(`no property of a resource parks a stack (SEED=${seed})`, async (t) => {
  const { types } = await new SimulatedRegistry().perform({ type: 'registry.types', names });
  const wanted = Object.values(types).filter(({ name }) => name.includes(only));
  const findings = new Map<string, string>();
  const endings: Record<string, number> = {};
  for (let round = 1; round <= rounds; round++) {
    for (const type of random.shuffled(wanted)) {
      const said: string[] = [];
      const world = new World();
      const run = async (text: string) => said.push(text, await world.run(text));
      await run(command('CreateStack', resourceOf(type)));
      await run('time +3h');
      await run(command('UpdateStack', resourceOf(type)));
      await run('time +3h');
      const described = await world.run('cloudformation DescribeStacks StackName=app');
      const status = /StackStatus: (\w+)/.exec(described)?.[1] ?? 'none';
      endings[status] = (endings[status] ?? 0) + 1;
      await run('cloudformation DetectStackDrift StackName=app');
      await run('cloudformation DeleteStack StackName=app');
      await run('time +3h');
      const [parked] = world.parked();
      const key = parked?.split('\n').slice(0, 2).join(' ');
      if (key && !findings.has(key))
        findings.set(key, `${type.name}\n${said.join('\n').slice(0, 3_000)}\n${parked}`);
    }
  }
  t.diagnostic(`stacks by how they were left: ${JSON.stringify(endings)}`);
  assert.deepEqual([...findings.values()], []);
});
