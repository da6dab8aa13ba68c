import {
  answered,
  call,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Wanted,
  listed,
} from '../../../dispatch/resource.ts';
import { small } from '../../../dispatch/retag.ts';
import { api, template } from './spelling.ts';

export const reportGroup: ResourceType = {
  typeName: 'AWS::CodeBuild::ReportGroup',
  *create(wanted) {
    const name = wanted.properties['Name'] ?? nameFor(wanted, 128);
    const { Type: type } = wanted.properties;
    const asked = { name, type, ...changeable(wanted) };
    const created = yield* call('codebuild', 'CreateReportGroup', asked);
    return madeOf(created.reportGroup.arn);
  },
  *update(wanted, { physicalId: arn }) {
    yield* call('codebuild', 'UpdateReportGroup', { arn, ...changeable(wanted) });
    return madeOf(arn);
  },
  *delete({ physicalId: arn, properties }) {
    const deleteReports = properties['DeleteReports'] ?? false;
    const asked = call('codebuild', 'DeleteReportGroup', { arn, deleteReports });
    yield* tolerate(['ResourceNotFoundException'], asked);
  },
  list: listed('codebuild', 'ListReportGroups', {
    items: 'reportGroups',
    token: 'nextToken',
    identifier: (arn) => arn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId, properties }: Had) {
    const { reportGroups } = yield* call('codebuild', 'BatchGetReportGroups', {
      reportGroupArns: [physicalId],
    });
    const [is]: Properties[] = reportGroups;
    if (!is) return undefined;
    const { name, type, exportConfig, tags } = is;
    const { DeleteReports } = properties;
    return {
      ...template({ name, type, exportConfig, tags }),
      ...(DeleteReports !== undefined && { DeleteReports }),
    };
  },
};

function changeable(wanted: Wanted): object {
  const { ExportConfig, Tags } = wanted.properties;
  return { exportConfig: api(ExportConfig), tags: small(tagsOf(wanted, Tags)) };
}

const madeOf = (arn: string) => ({ physicalId: arn, attributes: { Arn: arn, Id: arn } });
