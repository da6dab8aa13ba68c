import type { Cors } from '@aws-sdk/client-lambda';
import type { BlobRef } from '../../base/blob.ts';
import type { ContainerImage } from '../../base/effects/container.ts';
import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The number of the version published last; 0 when none was. Numbers are never used again. */
  readonly versionPublished: number;
  /** How many invocations may run at once. */
  readonly reservedConcurrency?: number | undefined;
  /** When it gets another runtime, by qualifier. */
  readonly runtimeUpdates?: Readonly<Record<string, RuntimeUpdates>> | undefined;
  readonly recursiveLoop?: 'Allow' | 'Terminate' | undefined;
  /** What its packages are held against when they come. */
  readonly codeSigningConfigArn?: string | undefined;
}

/** Who may have signed packages, and what becomes of those that nobody has. */
export interface CodeSigningConfigRecord {
  readonly id: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly publishers: readonly string[];
  readonly policy: 'Warn' | 'Enforce';
  readonly tags: Readonly<Record<string, string>>;
  readonly lastModified: number;
}

export type RuntimeUpdates = 'Auto' | 'FunctionUpdate';

/** What can differ between the versions of a function. */
export interface Configuration {
  readonly description: string;
  readonly role: string;
  /** Undefined where the package is an image. */
  readonly runtime?: string | undefined;
  /** AWS's Handler: `index.handler`. */
  readonly functionHandler?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly architecture: string;
  readonly ephemeralStorageMb: number;
  readonly tracing: string;
  readonly logging: Logging;
  /** Layers, the lowest first. */
  readonly layers: readonly AttachedLayer[];
  /** Kept and told: a function runs in the network that Penstock runs in. */
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  /** A queue or a topic. */
  readonly deadLetterArn?: string | undefined;
  /** `PublishedVersions` or `None`: kept and told. */
  readonly snapStart?: string | undefined;
  readonly kmsKeyArn?: string | undefined;
  /** What is run of an image instead of what the image says. */
  readonly imageSettings?: ImageSettings | undefined;
}

export interface Logging {
  readonly format: 'Text' | 'JSON';
  readonly applicationLevel?: string | undefined;
  readonly systemLevel?: string | undefined;
  readonly logGroup?: string | undefined;
}

export interface ImageSettings {
  readonly entryPoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly workingDirectory?: string | undefined;
}

/** A layer's version as a function uses it: it stays so when the layer's version is deleted. */
export interface AttachedLayer {
  readonly arn: string;
  readonly content: BlobRef;
}

export interface Version extends Configuration {
  readonly functionName: string;
  /** `$LATEST`, or a number. */
  readonly version: string;
  /** The zip as it was uploaded; of an image, its manifest. */
  readonly code: BlobRef;
  readonly image?: Image | undefined;
  readonly lastModified: number;
  readonly revisionId: string;
  /** The inside call that made it so: made again after a crash, it finds its work done. */
  readonly effectId?: string | undefined;
}

/** An image of ECR, as it was when the function was given it. */
export interface Image {
  readonly uri: string;
  /** With the digest instead of the tag. */
  readonly resolvedUri: string;
  readonly content: ContainerImage;
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
  readonly statements: readonly ({ readonly Sid?: string } & Readonly<Record<string, unknown>>)[];
  /** The whole text, of one that was put whole. */
  readonly document?: string | undefined;
}

/** How invocations that nobody waits for are made, and who is told of their end. */
export interface EventInvokeConfig {
  /** A version or an alias; `$LATEST` where none was given. */
  readonly qualifier: string;
  readonly retriesMax?: number | undefined;
  readonly ageSecondsMax?: number | undefined;
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
  readonly lastModified: number;
}

/** A function, or an alias of it, behind HTTP. */
export interface FunctionUrl {
  readonly id: string;
  readonly qualifier?: string | undefined;
  readonly authType: 'AWS_IAM' | 'NONE';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly cors?: Cors | undefined;
  readonly createdAt: number;
  readonly lastModified: number;
}

/** Where a URL leads: it names neither account nor region. */
export interface UrlOwner extends Scope {
  readonly functionName: string;
  /** Of the URL and of the policy. */
  readonly key: string;
}

/** What a function is given of a queue, batch by batch. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  readonly eventSourceArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Patterns, JSON; a record is wanted that fits any of them, or where there are none. */
  readonly filters: readonly string[];
  /** Whether the function says which messages of a batch it could not do. */
  readonly reportsFailures: boolean;
  /** How many batches may be worked on at once. */
  readonly concurrencyMax?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastModified: number;
}

/** So many processes of a version, or of the version that an alias stands for, are kept ready. */
export interface ProvisionedConcurrency {
  /** A version or an alias. */
  readonly qualifier: string;
  readonly requested: number;
  readonly lastModified: number;
  /** Counts up: what an allocation that has been overtaken says is no longer of interest. */
  readonly allocation: number;
  readonly status: 'IN_PROGRESS' | 'READY' | 'FAILED';
  readonly statusReason?: string;
}

/** One version of a layer. */
export interface LayerVersion {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly content: BlobRef;
  readonly createdAt: number;
  readonly runtimes: readonly string[];
  readonly architectures: readonly string[];
  readonly license?: string | undefined;
  /** The inside call that published it. */
  readonly effectId?: string | undefined;
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
/** By name and number, padded: `qualifiedKey(name, layerNumber(version))`. */
/** By ARN. */
export const codeSigningConfigs = collection<CodeSigningConfigRecord>('lambda.codeSigningConfigs');
export const layers = collection<LayerVersion>('lambda.layers');
/** The number given last to a version of a layer, by its name. Numbers are never used again. */
export const layerNumbers = collection<number>('lambda.layerNumbers');
/** By the same key as the layer's version. */
export const layerPolicies = collection<Policy>('lambda.layerPolicies');
/** By function and qualifier, `$LATEST` where none was given. */
export const eventInvokeConfigs = collection<EventInvokeConfig>('lambda.eventInvokeConfigs');
/** By function and version or alias. */
export const provisioned = collection<ProvisionedConcurrency>('lambda.provisionedConcurrency');
/** By function and alias; an empty qualifier is the function itself. */
export const functionUrls = collection<FunctionUrl>('lambda.functionUrls');
/** By id, in the scope `everywhere`. */
export const urlOwners = collection<UrlOwner>('lambda.urlOwners');
/** Of what is told apart in the whole house. */
export const everywhere: Scope = { account: '', region: '' };
/** By UUID. */
export const mappings = collection<EventSourceMapping>('lambda.eventSourceMappings');
export const sessions = collection<Session>('lambda.sessions');

/** Orders versions as AWS lists them: $LATEST, then by number. */
export const versionKey = (functionName: string, version: string): string =>
  `${functionName}|${version === latest ? version : version.padStart(10, '0')}`;

export const layerKey = (name: string, version: number): string =>
  qualifiedKey(name, String(version).padStart(10, '0'));

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

export const mappingArn = (scope: Scope, uuid: string): string =>
  arnOf('lambda', scope, `event-source-mapping:${uuid}`);

export function layerArn(scope: Scope, name: string, version?: number): string {
  return arnOf('lambda', scope, version === undefined ? `layer:${name}` : `layer:${name}:${version}`);
}

/** Whether this inside call, made before and now again, has made that. */
export const isMadeBy = (
  made: { readonly effectId?: string | undefined } | undefined,
  effectId: string | undefined,
) => effectId !== undefined && made?.effectId === effectId;

/** SHA-256 as AWS shows it: of a zip in base64, of an image the hex digits of its digest. */
export const codeSha256 = ({ code, image }: Pick<Version, 'code' | 'image'>): string =>
  image ? code.sha256 : Buffer.from(code.sha256, 'hex').toString('base64');

/** The id of what something has become: it follows from that, from when, and from what it was before. */
export const revisionOf = (content: object, now: number, before?: string): string =>
  derivedUuid('lambda', JSON.stringify(content), now, before ?? '');
