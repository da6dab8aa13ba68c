import { zonesOf } from '../../../base/zones.ts';
import type { Call } from '../../../dispatch/service.ts';
import { pseudoParametersOf, type Known, type KnownResource } from '../template/known.ts';
import { asterisks, maskedParameters } from '../template/masking.ts';
import type { Values } from '../template/template.ts';
import {
  exportsOf,
  findStack,
  partKey,
  resources,
  settings,
  stackArn,
  type MadeResource,
  type Setting,
  type StackRecord,
} from '../records.ts';

/** What a stack's template may ask about, as far as the operation under way has come. */
export function knownTo(call: Call, stack: StackRecord, setting = settingKept(call, stack)): Known {
  const { parameters, mappings, conditions } = setting;
  return {
    pseudo: pseudoParametersOf({
      account: call.account,
      region: call.region,
      stackId: stackArn(call, stack.key),
      stackName: stack.name,
      notificationArns: stack.wish.notificationArns,
    }),
    parameters,
    mappings,
    conditions,
    resource: (logicalId) => {
      const made = resources.get(call.tx, call, partKey(stack.key, logicalId))?.made;
      return made && knownResource(made);
    },
    exported: (name) => exportsOf.get(call.tx, call, name)?.value,
    stackOutput: ({ StackName, OutputName, Region: region = call.region }) => {
      const other = findStack(call.tx, { account: call.account, region }, StackName);
      return other?.outputs.find(({ key }) => key === OutputName)?.value;
    },
    zones: zoneNames,
  };
}

const settingKept = (call: Call, { key, wish }: StackRecord): Setting =>
  settings.get(call.tx, call, partKey(key, wish.template))!;

/** The same, with asterisks in the place of what may not be echoed. */
export function shownTo(call: Call, stack: StackRecord, known: Known): Known {
  const hidden = stack.wish.parameters.filter(({ noEcho }) => noEcho).map(({ key }) => key);
  return {
    ...known,
    parameters: maskedParameters(known.parameters, hidden),
    resource: (logicalId) => {
      const made = resources.get(call.tx, call, partKey(stack.key, logicalId))?.made;
      if (!made?.noEcho && !made?.shown) return known.resource(logicalId);
      const { shown: properties = made.properties, noEcho, attributes } = made;
      return knownResource({ ...made, properties, attributes: noEcho ? masked(made) : attributes });
    },
  };
}

const masked = ({ attributes }: MadeResource): Values =>
  Object.fromEntries(Object.keys(attributes).map((name) => [name, asterisks]));

const knownResource = ({ physicalId, ref, attributes, properties }: MadeResource): KnownResource => ({
  ref: ref ?? physicalId,
  attributes: attributes as Values,
  properties: properties as Values,
});

/** Those in which the account's default VPC has a subnet: all of them. */
const zoneNames = (region: string): readonly string[] => zonesOf(region).map(({ name }) => name);
