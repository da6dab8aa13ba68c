import type {
  BatchDeleteBuildsInput,
  BatchDeleteBuildsOutput,
  BatchGetBuildsInput,
  BatchGetBuildsOutput,
  ListBuildsForProjectInput,
  ListBuildsForProjectOutput,
  ListBuildsInput,
  ListBuildsOutput,
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { BuildState } from '../flow/build-state.ts';
import {
  automaticRetries,
  buildArn,
  buildFlowId,
  buildIdOf,
  builds,
  sequenceKey,
  type BuildRow,
} from '../records.ts';
import { described, isComplete } from './build-answer.ts';
import { invalidToken, listedMax, projectOf } from './projects.ts';

export const batchGetBuilds: Handler<BatchGetBuildsInput, BatchGetBuildsOutput> = (input, call) => {
  const found = input.ids!.map((id) => ({ id, build: stateOf(call, buildIdOf(id)) }));
  return {
    builds: found.flatMap(({ build }) =>
      build ? [described(build, automaticRetries.get(call.tx, call, build.id))] : [],
    ),
    buildsNotFound: found.filter(({ build }) => !build).map(({ id }) => id),
  };
};

export const listBuilds: Handler<ListBuildsInput, ListBuildsOutput> = (input, call) =>
  listed(builds.list(call.tx, call), input);

export const listBuildsForProject: Handler<ListBuildsForProjectInput, ListBuildsForProjectOutput> = (
  input,
  call,
) => {
  const { name } = projectOf(call, input.projectName!);
  return listed(
    builds.list(call.tx, call).filter(({ projectName }) => projectName === name),
    input,
  );
};

/** AWS: ListBuilds, sortOrder: the newest first, unless ASCENDING is asked for [unverified]. */
function listed(
  rows: BuildRow[],
  { nextToken, sortOrder }: Pick<ListBuildsForProjectInput, 'nextToken' | 'sortOrder'>,
): ListBuildsOutput {
  const ordered = sortOrder === 'ASCENDING' ? rows : rows.reverse();
  const page = pageOf(ordered, ({ id }) => id, { token: nextToken, limit: listedMax, invalid: invalidToken });
  return { ids: page.items.map(({ id }) => id), nextToken: page.next };
}

/** What runs still is not deleted. Logs and artifacts stay. */
export const batchDeleteBuilds: Handler<BatchDeleteBuildsInput, BatchDeleteBuildsOutput> = (input, call) => {
  const ids = input.ids!.map(buildIdOf);
  const states = ids.map((id) => ({ id, build: stateOf(call, id) }));
  const over = states.filter(({ build }) => build && isComplete(build)).map(({ id }) => id);
  const rows = builds.list(call.tx, call).filter(({ id }) => over.includes(id));
  for (const { sequence } of rows) builds.delete(call.tx, call, sequenceKey(sequence));
  for (const id of over) {
    call.flows.remove(buildFlowId(call, id));
    automaticRetries.delete(call.tx, call, id);
  }
  const left = states.filter(({ id }) => !over.includes(id));
  return {
    buildsDeleted: over.map((id) => buildArn(call, id)),
    // AWS: unverified codes.
    buildsNotDeleted: left.map(({ id, build }) => ({
      id: buildArn(call, id),
      statusCode: build ? 'BUILD_IN_PROGRESS' : 'BUILD_NOT_FOUND',
    })),
  };
};

const stateOf = (call: Call, id: string): BuildState | undefined =>
  call.flows.state<BuildState>(buildFlowId(call, id));
