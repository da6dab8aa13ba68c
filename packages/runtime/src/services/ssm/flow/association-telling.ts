import { arnOf } from '../../../base/arn.ts';
import type { AwsEvent } from '../../../base/event.ts';
import { targetsOf } from '../associations/kept.ts';
import { countsOf, statusOf, type AssociationState } from './association-state.ts';

const isoOf = (time: number | undefined): string => (time === undefined ? '' : new Date(time).toISOString());

/** AWS: user guide, "Amazon EventBridge event examples for Systems Manager": State Manager. */
export function associationHappenings(before: AssociationState, after: AssociationState): AwsEvent[] {
  const last = after.executions[0];
  const earlier = before.executions[0];
  if (!last || (last.executionId === earlier?.executionId && last.status === earlier.status)) return [];
  const { account, region, settings } = after;
  const scope = { account, region };
  const document = arnOf('ssm', scope, `document/${settings.name}`);
  const common = {
    'association-id': settings.associationId,
    'document-name': settings.name,
    'document-version': settings.documentVersion ?? 'Optional.empty',
    targets: JSON.stringify(targetsOf(settings).map(({ Key: key, Values: values }) => ({ key, values }))),
    'creation-date': isoOf(after.createdAt),
    'last-successful-execution-date': isoOf(after.lastSuccessAt),
    'last-execution-date': isoOf(last.startedAt),
  };
  const told = (detailType: string, resources: string[], detail: object): AwsEvent => ({
    ...scope,
    source: 'aws.ssm',
    detailType,
    resources,
    detail: { ...common, ...detail },
  });
  const ofNodes = Object.entries(last.nodes).map(([id, { status, details }]) =>
    told(
      'EC2 State Manager Instance Association State Change',
      [arnOf('ec2', scope, `instance/${id}`), document],
      {
        'instance-id': id,
        status,
        'detailed-status': details,
        'instance-association-cwe-version': '1',
      },
    ),
  );
  const ofAll = told('EC2 State Manager Association State Change', [document], {
    'association-version': String(settings.version),
    'last-updated-date': isoOf(settings.updatedAt),
    status: statusOf(after),
    'association-status-aggregated-count': JSON.stringify(countsOf(after.nodes)),
    ...(settings.schedule !== undefined && { 'schedule-expression': settings.schedule }),
    'association-cwe-version': '1.0',
  });
  return [...ofNodes, ofAll];
}
