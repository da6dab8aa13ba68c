import { AwsError } from '../../../base/aws-error.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidInput } from '../errors.ts';
import { reached, type SourceNamed } from '../providers.ts';

export type ReadSourceInput = SourceNamed & { readonly version?: string };

/** The commit that a build's source is at, and where the data plane keeps it. From inside only: a token is read. */
export const readSource: WaitingHandler<ReadSourceInput, object> = {
  async waits({ version, ...source }, call) {
    const named = call.transaction((inner) => reached(inner, source));
    const [first, ...others] = wantedBy(version);
    try {
      return await read(call, { ...named, ...first });
    } catch (error) {
      const next = others[0];
      if (!next || !(error instanceof AwsError) || error.name !== 'BranchDoesNotExistException') throw error;
      return read(call, { ...named, ...next });
    }
  },
};

const read = (call: WaitingCall, input: object): Promise<object> =>
  call.perform({
    type: 'aws.call',
    service: 'codestar-connections',
    operation: 'ReadCommit',
    input,
    as: 'codestar-connections.amazonaws.com',
    scope: { account: call.account, region: call.region },
  }) as Promise<object>;

/**
 * What may be meant, in turn. AWS: API reference, StartBuild, sourceVersion: a commit, a branch, a tag, or
 * `refs/heads/main^{<commit>}`; none is the default branch, which is taken to be main, or master.
 */
function wantedBy(version: string | undefined): object[] {
  if (!version) return ['main', 'master'].map((BranchName) => ({ BranchName }));
  const [, place = '', exact] = /^(.*)\^\{([0-9a-f]{40})\}$/.exec(version) ?? [];
  const [, request] = /^pr\/(\d+)$/.exec(place || version) ?? [];
  if (exact !== undefined)
    return [{ CommitId: exact, ...(request !== undefined && { Reference: `refs/pull/${request}/head` }) }];
  if (request !== undefined)
    invalidInput(`Penstock reads pull requests by pr/${request}^{<commit>} alone (yet): ${version}`);
  if (/^[0-9a-f]{40}$/.test(version)) return [{ CommitId: version }];
  return [{ BranchName: version.replace(/^refs\/(heads|tags)\//, '') }];
}
