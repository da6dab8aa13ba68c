import type {
  FunctionConfiguration,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import { changedConfiguration } from '../configuration.ts';
import { describePublished, describeVersion } from '../describing.ts';
import { invalidParameter, revisionMismatch } from '../errors.ts';
import { attachedLayers } from '../layer-references.ts';
import { findFunction, findVersion, referenceOf } from '../references.ts';
import { isMadeBy, latest, revisionOf, versionKey, versions, type Version } from '../records.ts';
import { keepPackage, type Package } from './code.ts';
import { requireSigned } from './code-signing.ts';
import { assumeRole } from './environments.ts';
import { publish } from './versions.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
export const updateFunctionCode: WaitingHandler<UpdateFunctionCodeCommandInput, FunctionConfiguration> = {
  async waits(input, call) {
    const { name } = referenceOf(input.FunctionName!);
    call.transaction(({ tx }) => assertRevision(findVersion(tx, call, name, latest), input.RevisionId));
    const made = await keepPackage(input, call);
    return call.transaction((committing) => {
      const before = findVersion(committing.tx, call, name, latest);
      assertRevision(before, input.RevisionId);
      assertSamePackage(before, made);
      requireSigned(committing, signingOf(committing, name), { name, made });
      const architecture = input.Architectures?.[0] ?? before.architecture;
      if (input.DryRun) return describeVersion(call, { ...before, ...made, architecture }, undefined);
      const version = keepLatest(committing, { ...before, ...made, architecture });
      if (input.Publish) return describePublished(call, publish(committing, name, version));
      return describeVersion(call, version, undefined);
    });
  },
};

export const updateFunctionConfiguration: WaitingHandler<
  UpdateFunctionConfigurationCommandInput,
  FunctionConfiguration
> = {
  async waits(input, call) {
    const { name } = referenceOf(input.FunctionName!);
    call.transaction(({ tx }) => assertRevision(findVersion(tx, call, name, latest), input.RevisionId));
    if (input.Role !== undefined) await assumeRole(input.Role, name, call);
    return call.transaction((committing) => {
      const before = findVersion(committing.tx, call, name, latest);
      assertRevision(before, input.RevisionId);
      const layers = input.Layers && attachedLayers(committing, input.Layers);
      if (layers && layers.length > 0) requireSigned(committing, signingOf(committing, name), { name });
      const changed = changedConfiguration(before, input, layers);
      return describeVersion(call, keepLatest(committing, changed), undefined);
    });
  },
};

const signingOf = (call: Call, name: string): string | undefined =>
  findFunction(call.tx, call, name).codeSigningConfigArn;

function assertSamePackage(before: Version, { image }: Package): void {
  if (before.image && !image)
    invalidParameter('Please provide ImageUri when updating a function with packageType Image.');
  if (!before.image && image)
    invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");
}

function assertRevision(version: Version, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== version.revisionId) revisionMismatch();
}

function keepLatest(call: Call, changed: Version): Version {
  if (isMadeBy(changed, call.effectId)) return changed;
  const revisionId = revisionOf(changed, call.now, changed.revisionId);
  const version: Version = { ...changed, lastModified: call.now, revisionId, effectId: call.effectId };
  versions.put(call.tx, call, versionKey(version.functionName, latest), version);
  return version;
}
