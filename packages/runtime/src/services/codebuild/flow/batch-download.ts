import { isBuildspecError, isInline } from '../buildspec/buildspec.ts';
import { parseBatchspec, type Batchspec } from '../buildspec/parse-batchspec.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { sourceTypeOf } from '../sources/index.ts';
import { readSourceCall } from '../sources/provider.ts';
import {
  asking,
  batchWorkspace,
  enterPhase,
  failed,
  leavePhase,
  sourceCall,
  still,
  type BatchMove,
  type BatchState,
} from './batch-state.ts';
import { wantedVersionOf } from './environment.ts';
import { objectIn, specFile } from './spec-object.ts';

/** DOWNLOAD_BATCHSPEC: the buildspec that says which builds there are. */
export function downloadSpec(batch: BatchState, now: number): BatchMove {
  const { buildspec } = batch.plan.source;
  if (buildspec !== undefined && isInline(buildspec))
    return gitHostOf(batch.plan.source) ? readVersion(batch) : understood(batch, buildspec, now);
  if (!buildspec?.startsWith('arn:')) return fetchSource(batch, now);
  const place = objectIn(buildspec);
  // AWS: unverified words, as in a build.
  if (!place) return failed(batch, 'YAML_FILE_ERROR', `${buildspec} is no ARN of an object in S3`, now);
  return asking(batch, 'object', sourceCall(batch, 'GetObject', place));
}

export function downloaded(batch: BatchState, step: string, output: any, now: number): BatchMove {
  switch (step) {
    case 'source':
      return fetchSource({ ...batch, outcomes: [...batch.outcomes, output] }, now);
    case 'version':
      return understood(
        { ...batch, fetched: { resolvedVersion: output.commit.commitId } },
        batch.plan.source.buildspec!,
        now,
      );
    case 'object':
      return asking(batch, 'spec', {
        type: 'workspace.prepare',
        workspace: batchWorkspace(batch),
        unpack: [],
        put: [{ path: specFile, blob: output.Body }],
        read: specFile,
      });
    case 'workspace': {
      const path = batch.plan.source.buildspec || 'buildspec.yml';
      return asking(batch, 'spec', { type: 'workspace.read', workspace: batchWorkspace(batch), path });
    }
    default: {
      const remove = { type: 'workspace.remove', workspace: batchWorkspace(batch) } as const;
      const move = output.text === undefined ? missing(batch, now) : understood(batch, output.text, now);
      return { ...move, effects: { ...move.effects, 'remove.spec': remove } };
    }
  }
}

export const isDownload = (effect: string): boolean =>
  /^(source|version|object|workspace|spec)$/.test(effect);

/** What the source or the buildspec of its own could not be had for. AWS: unverified, as in a build. */
export const undownloaded = (batch: BatchState, step: string, reason: string, now: number): BatchMove =>
  step === 'object'
    ? failed(batch, 'YAML_FILE_ERROR', `${reason} for ${batch.plan.source.buildspec}`, now)
    : failed(batch, 'CLIENT_ERROR', reason, now);

/** AWS: unverified words, as in a build. */
const missing = (batch: BatchState, now: number): BatchMove =>
  failed(
    batch,
    'YAML_FILE_ERROR',
    `${batch.plan.source.buildspec || 'buildspec.yml'}: no such file or directory`,
    now,
  );

/** Of a provider's repository: its builds are of one version, and that is told of. */
function readVersion({ scope, ...batch }: BatchState): BatchMove {
  return asking(
    { ...batch, scope },
    'version',
    readSourceCall(batch.plan.source, wantedVersionOf(batch.plan), scope),
  );
}

function fetchSource(batch: BatchState, now: number): BatchMove {
  const { source, serviceRole: role } = batch.plan;
  const version = wantedVersionOf(batch.plan);
  const next = sourceTypeOf(source).fetch({ source, version, role, scope: batch.scope }, batch.outcomes);
  if ('error' in next) return failed(batch, 'CLIENT_ERROR', `${next.error} for primary source`, now);
  if ('effect' in next) return asking(batch, 'source', next.effect);
  const unpack = next.zip ? [{ zip: next.zip, into: '' }] : [];
  const { files: put = [] } = next;
  const prepare = { type: 'workspace.prepare', workspace: batchWorkspace(batch), unpack, put } as const;
  return asking({ ...batch, fetched: next, outcomes: [] }, 'workspace', prepare);
}

function understood(batch: BatchState, text: string, now: number): BatchMove {
  const spec = parseBatchspec(text);
  if (isBuildspecError(spec)) return failed(batch, 'YAML_FILE_ERROR', spec.error, now);
  const forbidden = restriction(batch, spec);
  if (forbidden !== undefined) return failed(batch, 'INVALID_INPUT', forbidden, now);
  const groups = spec.tasks.map((task) => ({ task, runs: [], waiting: true }));
  const known = { ...batch, fastFail: spec.fastFail, groups };
  return still(enterPhase(leavePhase(known, 'SUCCEEDED', now), 'IN_PROGRESS', now));
}

/** AWS: BatchRestrictions; unverified words and code. */
function restriction({ config, plan }: BatchState, { tasks }: Batchspec): string | undefined {
  const { maximumBuildsAllowed: max, computeTypesAllowed: types, fleetsAllowed: fleets } = config;
  if (max !== undefined && tasks.length > max)
    return `The batch has ${tasks.length} builds, and ${max} are allowed`;
  const used = tasks.map(({ environment }) => environment.computeType ?? plan.environment.computeType!);
  const wrong = types && used.find((type) => !types.includes(type));
  if (wrong !== undefined) return `The compute type ${wrong} is not allowed in this batch`;
  const allowed = fleets?.map(fleetName);
  const places = tasks.flatMap(
    ({ environment }) => environment.fleet ?? plan.environment.fleet?.fleetArn ?? [],
  );
  const elsewhere = allowed && places.find((fleet) => !allowed.includes(fleetName(fleet)));
  return elsewhere && `The fleet ${elsewhere} is not allowed in this batch`;
}

const fleetName = (nameOrArn: string): string => /:fleet\/([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
