import { AwsError } from '../../../base/aws-error.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidInput } from '../errors.ts';
import { gitHostOf } from '../git-hosts/index.ts';
import { reached, type SourceNamed } from '../providers.ts';
import type { Hooked } from '../webhook-filters.ts';

export type ReadSourceInput = SourceNamed & { readonly version?: string };

/** The commit that a build's source is at, and where the data plane keeps it. From inside only: a token is read. */
export const readSource: WaitingHandler<ReadSourceInput, object> = {
  async waits({ version, ...source }, call) {
    const named = call.transaction((inner) => reached(inner, source));
    const [first, ...others] = wantedBy(source, version);
    try {
      return await read(call, { ...named, ...first });
    } catch (error) {
      const next = others[0];
      if (!next || !(error instanceof AwsError) || error.name !== 'BranchDoesNotExistException') throw error;
      return read(call, { ...named, ...next });
    }
  },
};

/** The same with what its provider has not said. */
export async function withMore(call: WaitingCall, source: SourceNamed, hooked: Hooked): Promise<Hooked> {
  const { version, commit, baseRef, target = baseRef, before } = hooked;
  const named = call.transaction((inner) => reached(inner, source));
  const [wanted] = wantedBy(source, commit === undefined ? version : `${version}^{${commit}}`);
  const since = hooked.event === 'PUSH' ? { Before: before, Reference: hooked.headRef } : { Target: target };
  const { commit: found, paths } = await read(call, { ...named, ...wanted, ...since });
  return { ...hooked, files: hooked.files ?? paths ?? [], message: hooked.message ?? found.message };
}

interface CommitRead {
  readonly commit: { readonly message: string };
  readonly paths?: readonly string[];
}

const read = (call: WaitingCall, input: object): Promise<CommitRead> =>
  call.perform({
    type: 'aws.call',
    service: 'codestar-connections',
    operation: 'ReadCommit',
    input,
    as: 'codestar-connections.amazonaws.com',
    scope: { account: call.account, region: call.region },
  }) as Promise<CommitRead>;

/**
 * What may be meant, in turn. AWS: API reference, StartBuild, sourceVersion: a commit, a branch, a tag,
 * `pr/5`, or `refs/heads/main^{<commit>}`; none is the default branch, which is taken to be main, or master.
 */
function wantedBy(source: SourceNamed, version: string | undefined): object[] {
  if (!version) return ['main', 'master'].map((BranchName) => ({ BranchName }));
  const [, place = '', exact] = /^(.*)\^\{([0-9a-f]{7,40})\}$/.exec(version) ?? [];
  const [, request] = /^pr\/(\d+)$/.exec(place || version) ?? [];
  const Reference = request && gitHostOf(source)!.requestReference?.(request);
  if (exact !== undefined) return [{ CommitId: exact, ...(Reference !== undefined && { Reference }) }];
  if (Reference !== undefined) return [{ Reference }];
  if (request !== undefined) invalidInput(`${source.type} does not show git its pull requests: ${version}`);
  if (/^[0-9a-f]{40}$/.test(version)) return [{ CommitId: version }];
  return [{ BranchName: version.replace(/^refs\/(heads|tags)\//, '') }];
}
