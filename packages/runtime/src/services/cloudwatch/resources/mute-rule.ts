import {
  answered,
  call,
  everyPage,
  nameFor,
  ResourceFailure,
  tagsOf,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { asDeclared } from './instants.ts';
import { retagged } from './tagging.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarmmuterule.html */
export const muteRule: ResourceType = {
  typeName: 'AWS::CloudWatch::AlarmMuteRule',
  *create(wanted) {
    const { Tags, ...declared } = wanted.properties;
    const Name = (declared['Name'] as string | undefined) ?? nameFor(wanted);
    if (yield* found(Name)) throw new ResourceFailure(`${Name} already exists`, 'AlreadyExists');
    const tags = tagsOf(wanted, Tags);
    const given = { ...declared, Name, ...(tags.length > 0 && { Tags: tags }) };
    yield* call('cloudwatch', 'PutAlarmMuteRule', given);
    return yield* madeOf(Name);
  },
  *update(wanted, { physicalId }) {
    const { Tags: _tags, ...declared } = wanted.properties;
    const Name = nameIn(physicalId);
    yield* call('cloudwatch', 'PutAlarmMuteRule', { ...declared, Name });
    yield* retagged(wanted, physicalId);
    return yield* madeOf(Name);
  },
  *delete({ physicalId }) {
    yield* call('cloudwatch', 'DeleteAlarmMuteRule', { AlarmMuteRuleName: nameIn(physicalId) });
  },
  adopt: ({ physicalId }) => answered({ physicalId, attributes: { Arn: physicalId } }),
  list: {
    *identifiers() {
      const asked = { service: 'cloudwatch', operation: 'ListAlarmMuteRules' };
      const all = yield* everyPage(asked, 'AlarmMuteRuleSummaries', 'NextToken');
      return all.map(({ AlarmMuteRuleArn }) => AlarmMuteRuleArn as string);
    },
  },
  *read({ physicalId, properties }) {
    const rule = yield* found(nameIn(physicalId));
    if (!rule) return undefined;
    const { Name, Description, Rule, MuteTargets, StartDate, ExpireDate } = rule;
    const { Tags } = yield* call('cloudwatch', 'ListTagsForResource', { ResourceARN: physicalId });
    return {
      Name,
      Description,
      Rule,
      MuteTargets,
      StartDate: asDeclared(StartDate, properties['StartDate']),
      ExpireDate: asDeclared(ExpireDate, properties['ExpireDate']),
      Tags,
    };
  },
};

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

function* found(AlarmMuteRuleName: string): Work<Properties | undefined> {
  return yield* tolerate(
    ['ResourceNotFoundException'],
    call('cloudwatch', 'GetAlarmMuteRule', { AlarmMuteRuleName }),
  );
}

function* madeOf(name: string): Work<Made> {
  const { AlarmMuteRuleArn, Status, MuteType, LastUpdatedTimestamp } = (yield* found(name))!;
  const attributes = { Arn: AlarmMuteRuleArn, Status, MuteType, LastUpdatedTimestamp };
  return { physicalId: AlarmMuteRuleArn as string, attributes };
}
