import type { ResourceType } from '../../../dispatch/resource.ts';
import { alias } from './alias.ts';
import { codeSigningConfig } from './code-signing-config.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { lambdaFunction } from './function.ts';
import { layerVersion, layerVersionPermission } from './layer-version.ts';
import { permission } from './permission.ts';
import { resourcePolicy } from './resource-policy.ts';
import { url } from './url.ts';
import { version } from './version.ts';

/** What CloudFormation has Lambda make. */
export const resources: readonly ResourceType[] = [
  alias,
  codeSigningConfig,
  eventInvokeConfig,
  eventSourceMapping,
  lambdaFunction,
  layerVersion,
  layerVersionPermission,
  permission,
  resourcePolicy,
  url,
  version,
];
