import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { instantOf } from '../../../base/instant.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { executionAnswer, stateOf, targetAnswers, versionAnswer } from '../associations/answers.ts';
import { noSuchExecution } from '../associations/errors.ts';
import { associationOf, associationVersions } from '../associations/kept.ts';
import { invalidNextToken } from '../errors.ts';
import type { CommandOutcome } from '../flow/association-state.ts';
import { isCommandOver } from '../flow/command-state.ts';
import { commandState } from './commands.ts';

/** AWS: unverified: how many there are on a page, unless it is said. */
const pageMax = 50;

/** Newest first. */
export const listAssociationVersions: Handler<
  Given<sdk.ListAssociationVersionsCommandInput>,
  Answered<sdk.ListAssociationVersionsCommandOutput>
> = ({ AssociationId, MaxResults = pageMax, NextToken }, call) => {
  associationOf(call, AssociationId);
  const all = associationVersions.list(call.tx, call, { prefix: `${AssociationId}|` }).reverse();
  const { items, next } = pageOf(all, ({ version }) => String(version), {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { AssociationVersions: items.map(versionAnswer), NextToken: next };
};

/** Newest first. */
export const describeAssociationExecutions: Handler<
  Given<sdk.DescribeAssociationExecutionsCommandInput>,
  Answered<sdk.DescribeAssociationExecutionsCommandOutput>
> = ({ AssociationId, Filters = [], MaxResults = pageMax, NextToken }, call) => {
  const state = stateOf(call, associationOf(call, AssociationId));
  const all = state.executions.filter(({ executionId, status, startedAt }) =>
    Filters.every(({ Key, Value, Type }) => {
      const looks = Key === 'ExecutionId' ? executionId : Key === 'Status' ? status : startedAt;
      if (typeof looks === 'string') return looks === Value;
      const at = instantOf(Value);
      return Type === 'EQUAL' ? looks === at : Type === 'LESS_THAN' ? looks < at : looks > at;
    }),
  );
  const { items, next } = pageOf(all, ({ executionId }) => executionId, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { AssociationExecutions: items.map((each) => executionAnswer(state, each)), NextToken: next };
};

export const describeAssociationExecutionTargets: Handler<
  Given<sdk.DescribeAssociationExecutionTargetsCommandInput>,
  Answered<sdk.DescribeAssociationExecutionTargetsCommandOutput>
> = ({ AssociationId, ExecutionId, Filters = [], MaxResults = pageMax, NextToken }, call) => {
  const state = stateOf(call, associationOf(call, AssociationId));
  const execution =
    state.executions.find(({ executionId }) => executionId === ExecutionId) ?? noSuchExecution();
  const all = targetAnswers(state, execution).filter((target) =>
    Filters.every(({ Key, Value }) => target[Key] === Value),
  );
  const { items, next } = pageOf(all, ({ ResourceId = '' }) => ResourceId, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { AssociationExecutionTargets: [...items], NextToken: next };
};

/** The house's own, asked by associations: what a command has come to. */
export const getCommandOutcome: Handler<{ readonly commandId: string }, CommandOutcome> = (
  { commandId },
  call,
) => {
  const { status, details, invocations } = commandState(call, commandId);
  return {
    isOver: isCommandOver({ status }),
    status,
    details,
    nodes: invocations.map(({ instanceId, status = '', details }) => ({ instanceId, status, details })),
  };
};
