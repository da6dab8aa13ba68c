import { AwsError } from '../../../base/aws-error.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import {
  ResourceFailure,
  type Ask,
  type Had,
  type ResourceTag,
  type Work,
} from '../../../dispatch/resource.ts';
import type { Call, WaitingCall } from '../../../dispatch/service.ts';
import { stackArn, type MadeResource, type ResourceRecord, type StackRecord } from '../records.ts';
import type { Values } from '../template/template.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import type { Types } from '../progress/types.ts';

/** A resource that can be looked at as it is. */
export interface Readable {
  readonly record: ResourceRecord;
  readonly made: MadeResource;
  readonly work: () => Work<object | undefined>;
}

/** What can be looked at of a stack's resources: recorded types, and those that cannot be read, are left out. */
export function readableOf(
  call: Call,
  stack: StackRecord,
  { types, records }: { readonly types: Types; readonly records: readonly ResourceRecord[] },
): Readable[] {
  return records.flatMap((record) => {
    const { made, definition } = record;
    const type =
      made && !types.isRecorded(definition.Type) ? types.find(definition.Type, undefined) : undefined;
    if (!made || !type?.read || type.driftsAlone) return [];
    const had: Had = {
      account: call.account,
      region: call.region,
      stackName: stack.name,
      stackId: stackArn(call, stack.key),
      logicalId: record.logicalId,
      endpoint: call.endpoint,
      physicalId: made.physicalId,
      properties: made.properties,
      attributes: made.attributes,
    };
    return [{ record, made, work: () => type.read!(had) as Work<object | undefined> }];
  });
}

/** What there is, `gone` where there is nothing, and why where it cannot be told. */
export type Live = { readonly actual: Values } | { readonly gone: true } | { readonly refused: string };

/** Looks at a resource as it is now, as the stack's role. It only reads: a second time is harmless. */
export async function liveOf(work: Work<object | undefined>, call: WaitingCall, as: string): Promise<Live> {
  try {
    const live = await finished(work, call, as);
    return live === undefined ? { gone: true } : { actual: live as Values };
  } catch (error) {
    if (error instanceof AwsError || error instanceof ResourceFailure) return { refused: error.message };
    throw error;
  }
}

/** Does work that only reads, and so needs to be written down nowhere. */
export async function finished<Result>(work: Work<Result>, call: WaitingCall, as: string): Promise<Result> {
  let step = work.next();
  while (!step.done) step = await answer(work, step.value, { call, as });
  return step.value;
}

interface Asking {
  readonly call: WaitingCall;
  readonly as: string;
}

async function answer<Result>(work: Work<Result>, ask: Ask, { call, as }: Asking) {
  if (ask.ask === 'made') return work.next(undefined);
  const { service, operation, input } = ask;
  const region = ask.ask === 'call' ? (ask.region ?? call.region) : call.region;
  const asked = {
    service,
    operation,
    input,
    as,
    session: 'AWSCloudFormation',
    scope: { account: call.account, region },
  };
  try {
    const output: unknown = await call.perform(
      ask.ask === 'call' ? { type: 'aws.call', ...asked } : { type: 'aws.wait', ...asked, until: ask.until },
    );
    return work.next(output);
  } catch (error) {
    if (error instanceof AwsError) return work.throw(error);
    throw error;
  }
}

export const roleOf = ({ wish }: StackRecord): string => wish.roleArn ?? servicePrincipal('cloudformation');

/** What a template asks of a resource, with the tags that it has from its stack. */
export function expectedOf(
  { properties, stackTags }: MadeResource,
  registry: RegistryType | undefined,
): Values {
  const name = registry?.tags?.property;
  const own: unknown = name === undefined ? undefined : properties[name];
  if (name === undefined || !Array.isArray(own)) return properties as Values;
  const named = new Set((own as ResourceTag[]).map(({ Key }) => Key));
  return { ...properties, [name]: [...own, ...stackTags.filter(({ Key }) => !named.has(Key))] } as Values;
}
