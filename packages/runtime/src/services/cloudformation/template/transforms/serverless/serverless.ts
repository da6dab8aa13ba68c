import { own } from '../../../../../base/own.ts';
import { isList, isValues, type Value, type Values } from '../../template.ts';
import type { TransformContext } from '../transforms.ts';
import { addApi, addHttpApi, addImplicitApis } from './apis.ts';
import { asValues, Building, refuseDocument, type ServerlessResource } from './building.ts';
import { addDeployments } from './deployments.ts';
import { addFunction } from './function.ts';
import { globalKinds, refuseGlobals, withGlobals } from './globals.ts';
import { addLayerVersion } from './layer-version.ts';
import { addSimpleTable } from './simple-table.ts';
import { addStateMachine } from './state-machine.ts';

type Add = (resource: ServerlessResource, building: Building) => void;

const kinds: Readonly<Record<string, Add>> = {
  Function: addFunction,
  Api: addApi,
  HttpApi: addHttpApi,
  LayerVersion: addLayerVersion,
  SimpleTable: addSimpleTable,
  StateMachine: addStateMachine,
};

/** APIs come last: functions add to them. */
const order = ['LayerVersion', 'SimpleTable', 'Function', 'StateMachine', 'Api', 'HttpApi'];

const prefix = 'AWS::Serverless::';

/** `AWS::Serverless-2016-10-31`: the resources that SAM's stand for. */
// AWS: SAM developer guide, "Generated CloudFormation resources"; ids as SAM's translator makes them.
export function serverless(document: Values, { before }: TransformContext): Values {
  const { Globals, Resources, ...rest } = document;
  const declared = Object.entries(asValues(Resources));
  const strange = Object.keys(asValues(Globals)).find((name) => !globalKinds.includes(name));
  if (strange !== undefined) refuseGlobals(strange);
  const building = new Building(before);
  for (const [id, resource] of declared)
    if (kindOf(resource) === undefined) building.resources.set(id, resource);
  const ours = declared.flatMap(([id, resource]) => {
    const kind = kindOf(resource);
    if (kind === undefined || !isValues(resource)) return [];
    if (!own(kinds, kind)) refuseDocument(id, `${prefix}${kind} is not served by Penstock`);
    const { Type: _type, Properties, ...attributes } = resource;
    return [
      { kind, resource: { id, attributes, properties: withGlobals(kind, asValues(Properties), Globals) } },
    ];
  });
  for (const { kind, resource } of ours) {
    const stage = resource.properties['StageName'];
    if (kind === 'Api') building.stages.set(resource.id, typeof stage === 'string' ? stage : '');
  }
  for (const wanted of order)
    for (const { kind, resource } of ours) if (kind === wanted) kinds[kind]!(resource, building);
  addImplicitApis(building);
  addDeployments(building);
  const translated = { ...rest, Resources: Object.fromEntries(building.resources) };
  return withReferences(translated, building.references) as Values;
}

/** `Function` of a resource of type `AWS::Serverless::Function`. */
function kindOf(resource: Value): string | undefined {
  const type = isValues(resource) ? resource['Type'] : undefined;
  return typeof type === 'string' && type.startsWith(prefix) ? type.slice(prefix.length) : undefined;
}

/** `!Ref Hello.Version` and `${Hello.Alias}` name what SAM has made; a layer's own id is another now. */
function withReferences(value: Value, references: ReadonlyMap<string, string>): Value {
  if (isList(value)) return value.map((item) => withReferences(item, references));
  if (!isValues(value)) return value;
  const { Ref: name, 'Fn::Sub': text, 'Fn::GetAtt': attribute } = value;
  if (typeof name === 'string' && references.has(name)) return { Ref: references.get(name)! };
  if (isList(attribute) && typeof attribute[0] === 'string' && references.has(attribute[0]))
    return { 'Fn::GetAtt': [references.get(attribute[0])!, ...attribute.slice(1)] };
  if (typeof text === 'string') return { 'Fn::Sub': substituted(text, references) };
  if (isList(text) && typeof text[0] === 'string')
    return {
      'Fn::Sub': [
        substituted(text[0], references),
        ...text.slice(1).map((each) => withReferences(each, references)),
      ],
    };
  const members = Object.entries(value).map(
    ([key, member]) => [key, withReferences(member, references)] as const,
  );
  return Object.fromEntries(members);
}

function substituted(text: string, references: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{([A-Za-z0-9.]+)\}/g, (whole, name: string) => {
    const target = references.get(name);
    return target === undefined ? whole : `\${${target}}`;
  });
}
