import type { FunctionConfiguration, LoggingConfig } from '@aws-sdk/client-lambda';
import type { Scope } from '../../base/scope.ts';
import { codeSha256, functionArn, type ImageSettings, type Version } from './records.ts';

export const logGroupOf = (version: Version): string =>
  version.logging.logGroup ?? `/aws/lambda/${version.functionName}`;

/** `qualifier`: what the ARN ends with, which is what the caller named: a version, an alias, or nothing. */
export function describeVersion(
  scope: Scope,
  version: Version,
  qualifier: string | undefined,
): FunctionConfiguration {
  return {
    FunctionName: version.functionName,
    FunctionArn: functionArn(scope, version.functionName, qualifier),
    ...(version.runtime !== undefined && {
      Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    }),
    Role: version.role,
    ...(version.functionHandler !== undefined && { Handler: version.functionHandler }),
    CodeSize: version.code.size,
    CodeSha256: codeSha256(version),
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.lastModified).toISOString().replace('Z', '+0000'),
    Version: version.version,
    ...(version.environment && { Environment: { Variables: { ...version.environment } } }),
    TracingConfig: { Mode: version.tracing as 'Active' | 'PassThrough' },
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: version.image ? 'Image' : 'Zip',
    Architectures: [version.architecture as 'x86_64' | 'arm64'],
    EphemeralStorage: { Size: version.ephemeralStorageMb },
    SnapStart: snapStartOf(version),
    LoggingConfig: loggingOf(version),
    ...attachments(version),
  };
}

/** What only some functions have. */
function attachments(version: Version): FunctionConfiguration {
  const { layers, vpc, deadLetterArn, kmsKeyArn, imageSettings } = version;
  return {
    ...(layers.length > 0 && {
      Layers: layers.map(({ arn, content }) => ({ Arn: arn, CodeSize: content.size })),
    }),
    ...(vpc && {
      VpcConfig: {
        SubnetIds: [...vpc.subnetIds],
        SecurityGroupIds: [...vpc.securityGroupIds],
        VpcId: '',
        Ipv6AllowedForDualStack: false,
      },
    }),
    ...(deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: deadLetterArn } }),
    ...(kmsKeyArn !== undefined && { KMSKeyArn: kmsKeyArn }),
    ...(imageSettings && { ImageConfigResponse: { ImageConfig: imageConfigOf(imageSettings) } }),
  };
}

const imageConfigOf = ({ entryPoint, command, workingDirectory }: ImageSettings) => ({
  ...(entryPoint && { EntryPoint: [...entryPoint] }),
  ...(command && { Command: [...command] }),
  ...(workingDirectory !== undefined && { WorkingDirectory: workingDirectory }),
});

// AWS: "OptimizationStatus: when you provide a qualified ARN …, indicates whether SnapStart is activated":
// no snapshot is made here, so it is never On.
const snapStartOf = ({ snapStart }: Version) => ({
  ApplyOn: (snapStart ?? 'None') as 'None' | 'PublishedVersions',
  OptimizationStatus: 'Off' as const,
});

function loggingOf(version: Version): LoggingConfig {
  const { format, applicationLevel, systemLevel } = version.logging;
  return {
    LogFormat: format,
    ...(applicationLevel !== undefined && {
      ApplicationLogLevel: applicationLevel as NonNullable<LoggingConfig['ApplicationLogLevel']>,
    }),
    ...(systemLevel !== undefined && {
      SystemLogLevel: systemLevel as NonNullable<LoggingConfig['SystemLogLevel']>,
    }),
    LogGroup: logGroupOf(version),
  };
}

/** A version as it is answered where it is what was asked for. */
export const describePublished = (scope: Scope, version: Version): FunctionConfiguration =>
  describeVersion(scope, version, version.version);
