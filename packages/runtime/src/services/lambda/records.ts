import type { BlobRef } from '../../base/blob.ts';
import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The number of the version published last; 0 when none was. Numbers are never used again. */
  readonly versionPublished: number;
}

/** What can differ between the versions of a function. */
export interface Configuration {
  readonly description: string;
  readonly role: string;
  readonly runtime: string;
  /** AWS's Handler: `index.handler`. */
  readonly functionHandler: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly architecture: string;
  readonly ephemeralStorageMb: number;
  readonly tracing: string;
  readonly logGroup?: string | undefined;
}

export interface Version extends Configuration {
  readonly functionName: string;
  /** `$LATEST`, or a number. */
  readonly version: string;
  /** The zip as it was uploaded. */
  readonly code: BlobRef;
  readonly lastModified: number;
  readonly revisionId: string;
}

export interface Alias {
  readonly functionName: string;
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** At most one other version, and its share of invocations, 0–1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface Policy {
  readonly revisionId: string;
  /** As IAM's policy language has them, in the order they were added. */
  readonly statements: readonly ({ readonly Sid: string } & Readonly<Record<string, unknown>>)[];
}

/** Temporary credentials of a version's role, used for as long as they are good. */
export interface Session {
  readonly role: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

export const latest = '$LATEST';

export const functions = collection<LambdaFunction>('lambda.functions');
export const versions = collection<Version>('lambda.versions');
export const aliases = collection<Alias>('lambda.aliases');
export const policies = collection<Policy>('lambda.policies');
export const sessions = collection<Session>('lambda.sessions');

/** Orders versions as AWS lists them: $LATEST, then by number. */
export const versionKey = (functionName: string, version: string): string =>
  `${functionName}|${version === latest ? version : version.padStart(10, '0')}`;

/** Of aliases and policies; an empty qualifier is the function itself. */
export const qualifiedKey = (functionName: string, qualifier: string): string =>
  `${functionName}|${qualifier}`;

export function functionArn(scope: Scope, name: string, qualifier?: string): string {
  return arnOf(
    'lambda',
    scope,
    qualifier === undefined ? `function:${name}` : `function:${name}:${qualifier}`,
  );
}

/** SHA-256 of the zip as AWS shows it: base64. */
export const codeSha256 = (code: BlobRef): string => Buffer.from(code.sha256, 'hex').toString('base64');

/** The id of what something has become: it follows from that, from when, and from what it was before. */
export const revisionOf = (content: object, now: number, before?: string): string =>
  derivedUuid('lambda', JSON.stringify(content), now, before ?? '');
