import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { ActionProvider } from './action.ts';
import { approval } from './approval.ts';
import { build, test } from './build.ts';
import { deployCloudFormation } from './deploy-cloudformation.ts';
import { deployEcs } from './deploy-ecs.ts';
import { sourceCodeCommit } from './source-codecommit.ts';
import { sourceConnection } from './source-connection.ts';

/** Every action type of the house. The only list there is; all are AWS's own, in version 1. */
export const providers: readonly ActionProvider<any>[] = [
  approval,
  build,
  test,
  deployCloudFormation,
  deployEcs,
  sourceCodeCommit,
  sourceConnection,
];

export function providerOf({
  category,
  owner,
  provider,
  version,
}: Given<ActionTypeId>): ActionProvider | undefined {
  if (owner !== 'AWS' || version !== '1') return undefined;
  return providers.find(({ type }) => type.category === category && type.provider === provider);
}
