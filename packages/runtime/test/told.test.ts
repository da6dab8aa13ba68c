import './unfollowed.ts';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import type { RegistryType } from '../src/base/registry-type.ts';
import type { Properties, ResourceType } from '../src/dispatch/resource.ts';
import { identifierOf } from '../src/services/cloudformation/cloud-control/model.ts';
import { isImportable } from '../src/services/cloudformation/resources/importing.ts';
import { ownTypes } from '../src/services/cloudformation/progress/types.ts';
import { registryTypes, resources, type MadeResource } from '../src/services/cloudformation/records.ts';
import { neverRead } from '../src/services/cloudformation/template/write-only.ts';
import { transcripts } from './play.ts';
import { loadTranscript } from './transcript.ts';
import { World } from './world.ts';

const loaded = await Promise.all(services.map((service) => service.load()));
const all = loaded.flatMap(({ resources: lent = [] }) => lent).concat(ownTypes);
const types: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.typeName, type]));

/** Properties that Cloud Control tells in other words than a template may have, or that nobody tells. */
const otherwise: Readonly<Record<string, readonly string[]>> = {
  // By its parts.
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['ScalingTargetId'],
  // How it is worked on, not what it is.
  'AWS::CloudFormation::StackSet': ['OperationPreferences'],
  // Instants are spelled in more than one way.
  'AWS::CloudWatch::AlarmMuteRule': ['StartDate', 'ExpireDate'],
  'AWS::CloudWatch::AnomalyDetector': ['Configuration'],
  'AWS::CodeBuild::SourceCredential': ['Token'],
  // What it was launched with is told by no operation that is served.
  'AWS::EC2::Instance': ['LaunchTemplate', 'UserData'],
  'AWS::EC2::KeyPair': ['PublicKeyMaterial'],
  // They may be said in two ways.
  'AWS::ElasticLoadBalancingV2::Listener': ['DefaultActions'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Actions', 'Conditions'],
  'AWS::IAM::User': ['LoginProfile'],
  // By an id, where it may be named by an ARN, or the other way round.
  'AWS::KMS::Alias': ['TargetKeyId'],
  'AWS::Lambda::EventSourceMapping': ['FunctionName'],
  // Subscriptions are resources of their own.
  'AWS::SNS::Topic': ['Subscription'],
  // With its substitutions made.
  'AWS::StepFunctions::StateMachine': ['DefinitionString', 'DefinitionSubstitutions'],
  // How it comes to a version, which is told as where it leads.
  'AWS::StepFunctions::StateMachineAlias': ['DeploymentPreference'],
  'AWS::StepFunctions::StateMachineVersion': ['StateMachineRevisionId'],
};

/** AWS: one that waits to be confirmed is told without its ARN. */
const unlisted = new Set(['AWS::SNS::Subscription']);

/** AWS: what these are known by does not say where they are. */
const unfound = new Set(['AWS::Scheduler::Schedule']);

const changes = /^cloudformation (CreateStack|UpdateStack|ExecuteChangeSet) /;

/** `npm test` takes those that are about resources; `npm run test:crash` all in which stacks are made. */
const wanted = process.env['CRASH'] === 'all' ? /./ : /resources/;

for (const service of readdirSync('src/services'))
  for (const file of transcripts(service).filter((name) => wanted.test(name))) {
    const commands = loadTranscript(file).map(({ command }) => command);
    if (!commands.some((command) => changes.test(command))) continue;
    test(`Cloud Control tells what the templates of ${file} say`, async () => {
      const world = new World();
      let before: ReadonlySet<string> = new Set();
      for (const command of commands) {
        if (command) await world.run(command);
        if (!changes.test(command)) continue;
        const there = madeIn(world);
        for (const each of there) if (!before.has(each.text)) await requireTold(world, each);
        before = new Set(there.map(({ text }) => text));
      }
    });
  }

interface Seen {
  readonly type: ResourceType;
  readonly registry: RegistryType;
  readonly made: MadeResource;
  readonly text: string;
}

const home = { account: '000000000000', region: 'us-east-1' };

/** What stands in stacks, is more than recorded, and can be found by an identifier. */
function madeIn(world: World): Seen[] {
  return world.look((tx) =>
    resources.list(tx, home).flatMap(({ made, status, definition }) => {
      const type = types.get(definition.Type);
      const registry = registryTypes.get(tx, home, definition.Type);
      const isWhole = made && !made.recorded && status.endsWith('COMPLETE');
      if (!isWhole || !type || !registry || !isImportable(type)) return [];
      return [{ type, registry, made, text: JSON.stringify([type.typeName, made]) }];
    }),
  );
}

async function requireTold(world: World, { type, registry, made }: Seen): Promise<void> {
  const { typeName: TypeName } = type;
  const Identifier = identifierOf(registry.primaryIdentifier, made);
  if (unfound.has(TypeName) || ofElsewhere(made.properties)) return;
  const asked = { TypeName, Identifier };
  const { ResourceDescription } = await world.ask('cloudcontrol', 'GetResource', asked);
  const told = JSON.parse(ResourceDescription.Properties) as Properties;
  for (const [name, value] of Object.entries(made.properties)) {
    if (neverRead(TypeName, [name]) || otherwise[TypeName]?.includes(name)) continue;
    if (JSON.stringify(value)?.includes('{{resolve:')) continue;
    assert.ok(
      isIn(value, told[name]),
      `${TypeName} ${Identifier}: ${name} is told as ${JSON.stringify(told[name])}`,
    );
  }
  await requireListed(world, asked, made, type);
}

/** What is of a service that is not here is recorded with the stack, and known to nobody else. */
const ofElsewhere = (properties: Properties): boolean =>
  ['EventSourceArn', 'ScalingTargetId', 'ServiceNamespace'].some((name) =>
    /dynamodb|kinesis/.test(properties[name] ?? ''),
  );

async function requireListed(
  world: World,
  { TypeName, Identifier }: { readonly TypeName: string; readonly Identifier: string },
  { properties, attributes }: MadeResource,
  { list }: ResourceType,
): Promise<void> {
  const of = (list?.of ?? []).map((name) => [name, properties[name] ?? attributes[name]]);
  if (!list || unlisted.has(TypeName) || of.some(([, value]) => value === undefined)) return;
  const ResourceModel = JSON.stringify(Object.fromEntries(of));
  const listed: string[] = [];
  for (
    let NextToken: string | undefined, isFirst = true;
    isFirst || NextToken !== undefined;
    isFirst = false
  ) {
    const asked = { TypeName, ResourceModel, ...(NextToken !== undefined && { NextToken }) };
    const page = await world.ask('cloudcontrol', 'ListResources', asked);
    for (const each of page.ResourceDescriptions) listed.push(each.Identifier);
    NextToken = page.NextToken;
  }
  assert.ok(listed.includes(Identifier), `${TypeName} ${Identifier} is among ${listed.join(', ')}`);
}

/** Whether something is told, with others perhaps: lists in any order, numbers and truths as texts or not. */
function isIn(said: unknown, told: unknown): boolean {
  if (typeof said !== 'object' || said === null) {
    const text = String(said);
    return text === String(told) || (text.startsWith('{') && isIn(parsed(text), told));
  }
  const value: unknown = typeof told === 'string' ? parsed(told) : told;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(said))
    return Array.isArray(value) && said.every((each) => value.some((other) => isIn(each, other)));
  return Object.entries(said).every(([name, each]) => isIn(each, (value as Properties)[name]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
