import type * as sdk from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../../../base/arn.ts';
import type { Answered, Given } from '../../../../base/given.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../../dispatch/service.ts';
import { textAt } from '../../operations/template-source.ts';
import { findStack } from '../../records.ts';
import { alreadyMember, limitExceeded, stackIdsMissing, stackOfSetNotFound } from '../errors.ts';
import {
  instanceKey,
  memberships,
  stackInstances,
  stackSetArn,
  targetName,
  type StackSetRecord,
  type Target,
} from '../records.ts';
import { begin, repeatableId, requireFree } from './beginning.ts';
import { activeSetOf, requireSelfManaged } from './requests.ts';

type Input = Given<sdk.ImportStacksToStackSetCommandInput>;

/** AWS: user guide: "up to 10 stacks using inline stack IDs or up to 200 stacks using an Amazon S3 object". */
const stacksMax = { inline: 10, url: 200 };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ImportStacksToStackSet.html */
export const importStacksToStackSet: WaitingHandler<
  Input,
  Answered<sdk.ImportStacksToStackSetCommandOutput>
> = {
  async waits(input, call) {
    requireSelfManaged(input);
    const ids = await idsOf(input, call);
    return call.transaction((inner) => importStacks(inner, input, ids));
  },
};

async function idsOf({ StackIds, StackIdsUrl }: Input, call: WaitingCall): Promise<readonly string[]> {
  if ((StackIds === undefined) === (StackIdsUrl === undefined)) stackIdsMissing();
  const text = StackIdsUrl === undefined ? '' : await textAt(StackIdsUrl, call);
  // AWS: unverified how a list of ids is written.
  const ids = StackIds ?? text.split(/[\s,"[\]]+/).filter(Boolean);
  const max = StackIds ? stacksMax.inline : stacksMax.url;
  if (ids.length > max) limitExceeded('stacks to import', max);
  return ids;
}

function importStacks(call: Call, input: Input, ids: readonly string[]) {
  const set = activeSetOf(call, input);
  const { OperationPreferences: preferences } = input;
  const { operationId, begun } = repeatableId(call, set, input.OperationId);
  if (begun) return begun;
  requireFree(call, set, operationId);
  const targets = ids.map((id) => targetOf(call, set, id));
  const imports = Object.fromEntries(targets.map((target, index) => [targetName(target), ids[index]!]));
  for (const target of targets) admit(call, set, target, imports[targetName(target)]!);
  return begin(call, set, { action: 'CREATE', targets, operationId, preferences, imports });
}

function targetOf(call: Call, set: StackSetRecord, id: string): Target {
  const stack = parseArn(id);
  if (!stack || !findStack(call.tx, call, id)) stackOfSetNotFound(id);
  const member = memberships.get(call.tx, stack, stack.resource.slice('stack/'.length));
  if (member !== undefined && member !== stackSetArn(call, set.id)) alreadyMember(id, member);
  return { account: stack.account, region: stack.region };
}

function admit(call: Call, set: StackSetRecord, target: Target, stackId: string): void {
  const key = instanceKey(set.id, target);
  const before = stackInstances.get(call.tx, call, key);
  if (before?.status === 'CURRENT') alreadyMember(stackId, stackSetArn(call, set.id));
  stackInstances.put(call.tx, call, key, {
    ...target,
    overrides: before?.overrides ?? [],
    stackId,
    status: 'OUTDATED',
    detailedStatus: 'PENDING',
    lastOperationId: '',
  });
}
