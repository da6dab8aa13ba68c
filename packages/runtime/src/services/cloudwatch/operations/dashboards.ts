import type {
  DashboardValidationMessage,
  DeleteDashboardsCommandInput,
  GetDashboardCommandInput,
  GetDashboardOutput,
  ListDashboardsCommandInput,
  ListDashboardsOutput,
  PutDashboardCommandInput,
  PutDashboardOutput,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { dashboardInvalid, dashboardsNotFound, invalidValue } from '../errors.ts';
import { dashboardArn, dashboards } from '../records.ts';

/** AWS: API_DeleteDashboards and API_ListDashboards: dashboards are the account's, whatever the region. */
const everywhere = ({ account }: Call) => ({ account, region: 'us-east-1' });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const putDashboard: Handler<PutDashboardCommandInput, PutDashboardOutput> = (input, call) => {
  const { DashboardName: name = '', DashboardBody: body = '' } = input;
  const messages = mistakesIn(body);
  if (messages.length > 0) dashboardInvalid(messages);
  const before = dashboards.get(call.tx, everywhere(call), name);
  const given = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  dashboards.put(call.tx, everywhere(call), name, {
    name,
    body,
    modifiedAt: call.now,
    tags: before?.tags ?? given,
  });
  return { DashboardValidationMessages: [] };
};

const message = (DataPath: string, Message: string): DashboardValidationMessage => ({ DataPath, Message });

/** What makes AWS refuse a body. Widgets are kept as they are: the console draws them, or not. */
// AWS: "Dashboard body structure and syntax"; the sentences are unverified.
function mistakesIn(body: string): DashboardValidationMessage[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [message('', 'The field DashboardBody must be a valid JSON object')];
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return [message('', 'The field DashboardBody must be a valid JSON object')];
  const { widgets = [] } = parsed as { widgets?: unknown };
  if (!Array.isArray(widgets)) return [message('/widgets', 'Should be array')];
  return widgets.flatMap((widget: unknown, index) => {
    const { type, properties } = (widget ?? {}) as { type?: unknown; properties?: unknown };
    if (typeof type !== 'string')
      return [message(`/widgets/${index}`, "Should have required property 'type'")];
    return typeof properties === 'object'
      ? []
      : [message(`/widgets/${index}`, "Should have required property 'properties'")];
  });
}

export const getDashboard: Handler<GetDashboardCommandInput, GetDashboardOutput> = (input, call) => {
  const name = input.DashboardName!;
  const found = dashboards.get(call.tx, everywhere(call), name) ?? dashboardsNotFound([name]);
  return {
    DashboardArn: dashboardArn(call, name),
    DashboardBody: found.body,
    DashboardName: name,
  };
};

const listedMax = 1000;

export const listDashboards: Handler<ListDashboardsCommandInput, ListDashboardsOutput> = (input, call) => {
  const all = dashboards.list(call.tx, everywhere(call), { prefix: input.DashboardNamePrefix ?? '' });
  const page = pageOf(all, ({ name }) => name, {
    token: input.NextToken,
    limit: listedMax,
    // AWS: ListDashboards has InvalidParameterValue for it, and no InvalidNextToken.
    invalid: () => invalidValue('The next token specified is invalid.'),
  });
  return {
    DashboardEntries: page.items.map(({ name, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: dashboardArn(call, name),
      LastModified: new Date(modifiedAt),
      Size: Buffer.byteLength(body),
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** AWS: all are deleted, or none. */
export const deleteDashboards: Handler<DeleteDashboardsCommandInput, object> = (input, call) => {
  const names = input.DashboardNames!;
  const missing = names.filter((name) => !dashboards.get(call.tx, everywhere(call), name));
  if (missing.length > 0) dashboardsNotFound(missing);
  for (const name of names) dashboards.delete(call.tx, everywhere(call), name);
  return {};
};
