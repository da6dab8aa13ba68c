import type {
  DescribeMapRunInput,
  DescribeMapRunOutput,
  ListMapRunsInput,
  ListMapRunsOutput,
  UpdateMapRunInput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { nextTokenInvalid, validation } from '../errors.ts';
import type { MapRunUpdated } from '../flow/map-run.ts';
import type { Counted, Counting, MapRun } from '../flow/map-run-state.ts';
import { mapRunOf, mapRunsBegun } from '../map-children.ts';
import { executionOf, pageSizeDefault } from './executions.ts';

export const describeMapRun: Handler<Given<DescribeMapRunInput>, DescribeMapRunOutput> = (input, call) => {
  const run = mapRunOf(call, input.mapRunArn);
  const { arn, parent, status, startDate, stopDate, concurrency, tolerated, redrives } = run;
  return {
    mapRunArn: arn,
    executionArn: parent.arn,
    status,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    maxConcurrency: concurrency,
    toleratedFailurePercentage: tolerated.percentage ?? 0,
    toleratedFailureCount: tolerated.count ?? 0,
    itemCounts: countsOf(run, ({ items }) => items),
    executionCounts: countsOf(run, ({ executions }) => executions),
    redriveCount: redrives?.count ?? 0,
    ...(redrives && { redriveDate: new Date(redrives.date) }),
  };
};

function countsOf({ counts, total }: MapRun, of: (counted: Counted) => number) {
  const count = (what: Counting) => of(counts[what]);
  const all = total ? of(total) : 0;
  const known: readonly Counting[] = [
    'running',
    'succeeded',
    'failed',
    'timedOut',
    'aborted',
    'pendingRedrive',
  ];
  return {
    pending: all - known.reduce((sum, what) => sum + count(what), 0),
    running: count('running'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    timedOut: count('timedOut'),
    aborted: count('aborted'),
    total: all,
    resultsWritten: count('resultsWritten'),
    failuresNotRedrivable: 0,
    pendingRedrive: count('pendingRedrive'),
  };
}

/** Those that an execution has begun, as its history tells. */
export const listMapRuns: Handler<Given<ListMapRunsInput>, ListMapRunsOutput> = (input, call) => {
  const execution = executionOf(call, input.executionArn);
  const runs = mapRunsBegun(call, execution);
  const page = pageOf(runs.toReversed(), ({ arn }) => arn, {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    mapRuns: page.items.map(({ arn, startDate, stopDate }) => ({
      executionArn: execution.arn,
      mapRunArn: arn,
      stateMachineArn: execution.machineArn,
      startDate: new Date(startDate),
      ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    })),
    nextToken: page.next,
  };
};

export const updateMapRun: Handler<Given<UpdateMapRunInput>, object> = (input, call) => {
  const run = mapRunOf(call, input.mapRunArn);
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = input;
  // AWS: unverified words, and that what is over is refused so.
  if (run.status !== 'RUNNING') validation('A Map Run that is not running cannot be updated');
  const fact: MapRunUpdated = {
    type: 'MapRunUpdated',
    concurrency: maxConcurrency ?? run.concurrency,
    tolerated: {
      count: toleratedFailureCount ?? run.tolerated.count,
      percentage: toleratedFailurePercentage ?? run.tolerated.percentage,
    },
  };
  call.flows.tell(run.flow, fact);
  return {};
};
