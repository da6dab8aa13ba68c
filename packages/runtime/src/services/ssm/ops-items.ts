import type * as sdk from '@aws-sdk/client-ssm';
import { arnOf } from '../../base/arn.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import { opsItemParameterInvalid } from './errors.ts';

/** Something that operators have to look at, as OpsCenter keeps it. */
export interface OpsItem {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly status: string;
  readonly type: string;
  readonly severity?: string | undefined;
  readonly category?: string | undefined;
  readonly priority?: number | undefined;
  readonly operationalData: Readonly<Record<string, OperationalDatum>>;
  readonly notifications: readonly string[];
  readonly related: readonly string[];
  /** Epoch milliseconds, by the API's names of them. */
  readonly times: Readonly<Partial<Record<TimeName, number>>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly modifiedBy: string;
  readonly modifiedAt: number;
  readonly version: number;
}

export interface OperationalDatum {
  readonly Value?: string | undefined;
  readonly Type?: sdk.OpsItemDataType | undefined;
}

export const timeNames = ['ActualStartTime', 'ActualEndTime', 'PlannedStartTime', 'PlannedEndTime'] as const;
export type TimeName = (typeof timeNames)[number];

/** By id. */
export const opsItems = collection<OpsItem>('ssm.ops-items');

export const opsItemArn = (scope: Scope, id: string): string => arnOf('ssm', scope, `opsitem/${id}`);

export const timesIn = (input: Readonly<Partial<Record<TimeName, Date | undefined>>>): OpsItem['times'] =>
  Object.fromEntries(timeNames.flatMap((name) => (input[name] ? [[name, input[name].getTime()]] : [])));

/** Whatever AWS's own services write there, others may write only these. */
// AWS: API_CreateOpsItem: keys "can't begin with" these, but for what related resources and runbooks are told by.
const reserved = /^\/?(amazon|aws|amzn|ssm)/i;
const allowed = ['/aws/resources', '/aws/automations', '/aws/dedup'];

export function checkOperationalData(data: Readonly<Record<string, OperationalDatum>> = {}): void {
  const wrong = Object.keys(data).find((key) => reserved.test(key) && !allowed.includes(key));
  if (wrong !== undefined)
    opsItemParameterInvalid('OperationalData', `Invalid operational data key: ${wrong}`);
}

/** AWS: "Managing duplicate OpsItems": what two have in common that are one. */
export const dedupOf = ({ operationalData }: Pick<OpsItem, 'operationalData'>): string | undefined =>
  operationalData['/aws/dedup']?.Value;

export const isUnresolved = ({ status }: OpsItem): boolean => status === 'Open' || status === 'InProgress';

/** All but its description, and what of its data is not searchable. */
export const summaryAnswer = (item: OpsItem): sdk.OpsItemSummary => ({
  CreatedBy: item.createdBy,
  CreatedTime: new Date(item.createdAt),
  LastModifiedBy: item.modifiedBy,
  LastModifiedTime: new Date(item.modifiedAt),
  Priority: item.priority,
  Source: item.source,
  Status: item.status as sdk.OpsItemStatus,
  OpsItemId: item.id,
  Title: item.title,
  OperationalData: Object.fromEntries(
    Object.entries(item.operationalData).filter(([, { Type }]) => Type === 'SearchableString'),
  ),
  Category: item.category,
  Severity: item.severity,
  OpsItemType: item.type,
  ...Object.fromEntries(Object.entries(item.times).map(([name, at]) => [name, new Date(at)])),
});

export const opsItemAnswer = (scope: Scope, item: OpsItem): sdk.OpsItem => ({
  ...summaryAnswer(item),
  Description: item.description,
  Notifications: item.notifications.map((Arn) => ({ Arn })),
  RelatedOpsItems: item.related.map((OpsItemId) => ({ OpsItemId })),
  OperationalData: item.operationalData,
  Version: String(item.version),
  OpsItemArn: opsItemArn(scope, item.id),
});
