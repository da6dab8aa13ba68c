import type { Call } from '../../dispatch/service.ts';
import { invalidParameter, versionAlreadyExists } from './errors.ts';
import { valueKey, values, type SecretRecord, type VersionRecord } from './records.ts';
import { digestOf, seal, type Value } from './sealing.ts';

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';
export const pending = 'AWSPENDING';

/** AWS: quotas, "Versions of a secret: ~100"; those without a label go first. */
const versionsMax = 100;
const stagesMax = 20;
const sizeMax = 65_536;

/** The value that an input gives; undefined where it gives none. */
export function valueIn(input: {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}): Value | undefined {
  const { SecretString: string, SecretBinary: binary } = input;
  if (string !== undefined && binary !== undefined)
    invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (string === undefined && binary === undefined) return undefined;
  if (Buffer.byteLength(string ?? binary!) > sizeMax)
    invalidParameter(`The secret value must be at most ${sizeMax} bytes.`);
  return { string, binary };
}

interface Added {
  readonly versionId: string;
  readonly value: Value | undefined;
  readonly stages: readonly string[];
}

/**
 * The secret with a version more, whose stages are taken from others. The same again, by the same id, is none more.
 */
export function withVersion(
  call: Call,
  secret: SecretRecord,
  { versionId, value, stages }: Added,
): SecretRecord {
  if (stages.length > stagesMax) invalidParameter(`A version can have at most ${stagesMax} staging labels.`);
  const key = valueKey(secret, versionId);
  const kept = values.get(call.tx, call, key);
  if (value && kept && kept.digest !== digestOf(secret, value)) versionAlreadyExists(versionId);
  if (value && !kept) values.put(call.tx, call, key, seal(call, secret, versionId, value));
  const there = secret.versions.some((version) => version.versionId === versionId);
  const versions = there
    ? secret.versions
    : [...secret.versions, { versionId, createdDate: call.now, stages: [] }];
  const staged = stages.reduce((all, stage) => moved(all, stage, versionId), versions);
  return pruned(call, { ...secret, versions: staged, lastChangedDate: call.now });
}

/** A stage is of one version at a time; the version that was current is the previous one from then on. */
export function moved(
  versions: readonly VersionRecord[],
  stage: string,
  to: string | undefined,
): readonly VersionRecord[] {
  const from = versionAt(versions, stage)?.versionId;
  if (from === to) return versions;
  const changed = versions.map((version) => {
    const others = version.stages.filter((each) => each !== stage);
    return { ...version, stages: version.versionId === to ? [...others, stage] : others };
  });
  return stage === current && from !== undefined ? moved(changed, previous, from) : changed;
}

export const versionAt = (versions: readonly VersionRecord[], stage: string): VersionRecord | undefined =>
  versions.find(({ stages }) => stages.includes(stage));

function pruned(call: Call, secret: SecretRecord): SecretRecord {
  if (secret.versions.length <= versionsMax) return secret;
  const oldest = secret.versions.find(({ stages }) => stages.length === 0);
  if (!oldest) return secret;
  values.delete(call.tx, call, valueKey(secret, oldest.versionId));
  return { ...secret, versions: secret.versions.filter((version) => version !== oldest) };
}
