import type { Webhook } from '@aws-sdk/client-codebuild';
import type { Call } from '../../dispatch/service.ts';
import type { WebhookRecord } from './records.ts';

export const payloadUrl = (
  { endpoint, account, region }: Pick<Call, 'endpoint' | 'account' | 'region'>,
  { projectName, key }: WebhookRecord,
): string => `${endpoint}/_penstock/webhooks/codebuild/${account}/${region}/${projectName}/${key}`;

/** A webhook as callers see it. */
export const webhookView = (
  call: Pick<Call, 'endpoint' | 'account' | 'region'>,
  record: WebhookRecord,
): Webhook => ({
  payloadUrl: payloadUrl(call, record),
  ...(record.url !== undefined && { url: record.url }),
  ...(record.filterGroups && { filterGroups: record.filterGroups.map((group) => [...group]) }),
  ...(record.branchFilter !== undefined && { branchFilter: record.branchFilter }),
  ...(record.buildType && { buildType: record.buildType }),
  ...(record.manualCreation && { manualCreation: true }),
  lastModifiedSecret: new Date(record.lastModifiedSecret),
  status: record.isPending ? 'CREATING' : 'ACTIVE',
});
