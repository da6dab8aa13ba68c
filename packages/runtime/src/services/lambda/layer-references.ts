import { parseArn } from '../../base/arn.ts';
import type { Call } from '../../dispatch/service.ts';
import { attachedLayerNotFound, invalidParameter, layerNotAllowed } from './errors.ts';
import { layerKey, layerPolicies, layers, type AttachedLayer, type LayerVersion } from './records.ts';

interface LayerReference {
  readonly name: string;
  readonly version?: number;
}

/** Reads a layer's name, its ARN, or the ARN of one of its versions. */
export function layerReference(text: string): LayerReference {
  const resource = parseArn(text)?.resource.replace(/^layer:/, '') ?? text;
  const [name = '', version] = resource.split(':');
  return { name, ...(version !== undefined && { version: Number(version) }) };
}

/** The version of a layer by its ARN, of whichever account, if its policy lets the caller's have it. */
export function requireLayer(call: Call, arn: string): LayerVersion | undefined {
  const owner = parseArn(arn);
  const { name, version } = layerReference(arn);
  if (!owner || version === undefined) return undefined;
  const layer = layers.get(call.tx, owner, layerKey(name, version));
  if (owner.account === call.account) return layer;
  if (!layer || !isAllowed(call, owner, layerKey(name, version))) layerNotAllowed(call.caller.arn, arn);
  return layer;
}

function isAllowed(call: Call, owner: { account: string; region: string }, key: string): boolean {
  const statements = layerPolicies.get(call.tx, owner, key)?.statements ?? [];
  return statements.some(({ Principal }) => {
    if (Principal === '*') return true;
    return JSON.stringify(Principal).includes(`:${call.account}:`);
  });
}

/** AWS: quotas, "Function layers: five layers". */
const layersMax = 5;

/** What a function is to have, in the order given: the last lies on top. */
export function attachedLayers(call: Call, arns: readonly string[]): AttachedLayer[] {
  if (arns.length > layersMax) invalidParameter(`Cannot reference more than ${layersMax} layers.`);
  const names = arns.map((arn) => layerReference(arn).name);
  const twice = arns.find((arn, index) => names.indexOf(layerReference(arn).name) < index);
  // AWS: unverified: the sentence.
  if (twice !== undefined)
    invalidParameter(`Two different versions of the same layer are not allowed: ${twice}`);
  return arns.map((arn) => {
    const layer = requireLayer(call, arn) ?? attachedLayerNotFound(arn);
    return { arn, content: layer.content };
  });
}
