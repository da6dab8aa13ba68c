import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Had,
  type ResourceType,
  isOnItsOwn,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly FunctionName: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly FunctionUrlAuthType?: string;
  readonly PrincipalOrgID?: string;
  readonly InvokedViaFunctionUrl?: boolean;
}

const conditions = [
  'SourceArn',
  'SourceAccount',
  'EventSourceToken',
  'FunctionUrlAuthType',
  'PrincipalOrgID',
  'InvokedViaFunctionUrl',
] as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::Permission',

  *create(wanted) {
    const { FunctionName, Action, Principal } = wanted.properties;
    const StatementId = nameFor(wanted, 100);
    const given = conditions.filter((name) => wanted.properties[name] !== undefined);
    yield* call('lambda', 'AddPermission', {
      FunctionName,
      StatementId,
      Action,
      Principal,
      ...Object.fromEntries(given.map((name) => [name, wanted.properties[name]])),
    });
    yield* made(StatementId);
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  *delete({ physicalId: StatementId, properties: { FunctionName } }) {
    const removing = call('lambda', 'RemovePermission', { FunctionName, StatementId });
    yield* tolerate(['ResourceNotFoundException'], removing);
  },

  /** Known by its function's name and its own id. */
  adopt: ({ properties: { Id } }: Had) => answered({ physicalId: String(Id), attributes: { Id } }),

  *read(had) {
    const { physicalId, properties } = had;
    const asked = call('lambda', 'GetPolicy', { FunctionName: properties.FunctionName });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    const { Statement = [] } = JSON.parse(output?.Policy ?? '{}') as {
      Statement?: readonly Statement[];
    };
    const is = Statement.find(({ Sid }) => Sid === physicalId);
    return is && (isOnItsOwn(had) ? { ...properties, ...permissionIn(is) } : properties);
  },
};

interface Statement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: string | { readonly AWS?: string; readonly Service?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the keys of conditions are called in a template. */
const conditionNames: Readonly<Record<string, (typeof conditions)[number]>> = {
  'aws:sourcearn': 'SourceArn',
  'aws:sourceaccount': 'SourceAccount',
  'lambda:eventsourcetoken': 'EventSourceToken',
  'lambda:functionurlauthtype': 'FunctionUrlAuthType',
  'aws:principalorgid': 'PrincipalOrgID',
  'lambda:invokedviafunctionurl': 'InvokedViaFunctionUrl',
};

/** A statement of a function's policy as a template has it. */
function permissionIn({ Action, Principal, Condition = {} }: Statement): Partial<Properties> {
  const who = typeof Principal === 'string' ? Principal : (Principal.Service ?? Principal.AWS ?? '*');
  const asked = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, value]) => {
      const name = conditionNames[key.toLowerCase()];
      return name === undefined ? [] : [[name, value]];
    }),
  );
  return { Action, Principal: who, ...Object.fromEntries(asked) };
}
