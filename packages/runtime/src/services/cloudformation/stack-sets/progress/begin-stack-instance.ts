import { derivedUuid } from '../../../../base/ids.ts';
import type { Call, Handler } from '../../../../dispatch/service.ts';
import { never } from '../../../../base/never.ts';
import { own } from '../../../../base/own.ts';
import type { Job } from '../flow/instance-job.ts';
import {
  instanceKey,
  operationKey,
  resultKey,
  stackSetArn,
  stackInstances,
  stackSetOperations,
  stackSetResults,
  stackSets,
  stackSetTemplates,
  targetName,
  type InstanceRecord,
  type OperationRecord,
  type StackSetRecord,
  type Target,
} from '../records.ts';
import { tellInstance } from '../telling.ts';

export interface AtTarget extends Target {
  readonly stackSet: string;
  readonly operation: string;
}

/** The house's own: an operation begins at one of its targets. Answers what there is to do. */
export const beginStackInstance: Handler<AtTarget, Job> = (input, call) => {
  const { stackSet, account, region } = input;
  const operation = stackSetOperations.get(call.tx, call, operationKey(stackSet, input.operation))!;
  const set = stackSets.get(call.tx, call, stackSet)!;
  const key = instanceKey(stackSet, input);
  const instance = stackInstances.get(call.tx, call, key);
  stackSetResults.put(call.tx, call, resultKey(stackSet, operation.id, input), {
    account,
    region,
    status: 'RUNNING',
  });
  if (instance && operation.action !== 'DETECT_DRIFT') {
    const running: InstanceRecord = { ...instance, detailedStatus: 'RUNNING' };
    stackInstances.put(call.tx, call, key, running);
    tellInstance(call, stackSet, operation, running);
  }
  return jobOf(call, { set, operation, target: input, instance });
};

interface Parts {
  readonly set: StackSetRecord;
  readonly operation: OperationRecord;
  readonly target: Target;
  readonly instance: InstanceRecord | undefined;
}

function jobOf(call: Call, { set, operation, target, instance }: Parts): Job {
  const { account, region } = target;
  const uuid = derivedUuid(set.id, operation.id, account, region);
  const stackId = own(operation.imports, targetName(target)) ?? instance?.stackId;
  return {
    work: instance ? workOf(operation, target) : 'nothing',
    scope: { account: call.account, region: call.region },
    operation: operation.id,
    stackSetArn: stackSetArn(call, set.id),
    account,
    region,
    administrationRoleArn: operation.administrationRoleArn,
    executionRoleName: operation.executionRoleName,
    // AWS: user guide: the stacks of a set are called so.
    stackName: `StackSet-${set.name}-${uuid}`,
    ...(stackId !== undefined && { stackId }),
    body: stackSetTemplates.get(call.tx, call, set.id)!,
    parameters: parametersOf(set, instance),
    capabilities: set.capabilities,
    tags: set.tags,
    token: uuid,
  };
}

function workOf({ action, imports, retainStacks }: OperationRecord, target: Target): Job['work'] {
  switch (action) {
    case 'CREATE':
      return own(imports, targetName(target)) === undefined ? 'deploy' : 'import';
    case 'UPDATE':
      return 'deploy';
    case 'DELETE':
      return retainStacks ? 'release' : 'delete';
    case 'DETECT_DRIFT':
      return 'detect';
    default:
      return never(action as never);
  }
}

/** What the set says, but for what the instance overrides. */
function parametersOf(set: StackSetRecord, instance: InstanceRecord | undefined): Job['parameters'] {
  const overrides = new Map(instance?.overrides.map(({ key, value }) => [key, value]));
  return set.parameters.map(({ key, value }) => ({
    ParameterKey: key,
    ParameterValue: overrides.get(key) ?? value,
  }));
}
