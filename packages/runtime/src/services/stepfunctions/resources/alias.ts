import { AwsError } from '../../../base/aws-error.ts';
import {
  answered,
  call,
  nameFor,
  tolerate,
  type ResourceType,
  type Wanted,
} from '../../../dispatch/resource.ts';

interface Route {
  readonly StateMachineVersionArn: string;
  readonly Weight: number;
}
interface Alias {
  readonly Name?: string;
  readonly Description?: string;
  readonly RoutingConfiguration?: readonly Route[];
  readonly DeploymentPreference?: {
    readonly StateMachineVersionArn: string;
    readonly Type: 'LINEAR' | 'ALL_AT_ONCE' | 'CANARY';
  };
}

// AWS: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias.
export const stateMachineAlias: ResourceType<Alias> = {
  typeName: 'AWS::StepFunctions::StateMachineAlias',
  *create(wanted) {
    const name = wanted.properties.Name ?? nameFor(wanted, 80);
    const { stateMachineAliasArn } = yield* call('states', 'CreateStateMachineAlias', {
      ...declared(wanted),
      name,
    });
    return madeOf(stateMachineAliasArn);
  },
  *update(wanted, { physicalId: stateMachineAliasArn }) {
    yield* call('states', 'UpdateStateMachineAlias', { ...declared(wanted), stateMachineAliasArn });
    return madeOf(stateMachineAliasArn);
  },
  *delete({ physicalId: stateMachineAliasArn }) {
    const asked = call('states', 'DeleteStateMachineAlias', { stateMachineAliasArn });
    yield* tolerate(['ResourceNotFound'], asked);
  },
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId: stateMachineAliasArn, properties }) {
    const asked = call('states', 'DescribeStateMachineAlias', { stateMachineAliasArn });
    const is = yield* tolerate(['ResourceNotFound'], asked);
    if (!is) return undefined;
    const routes = is.routingConfiguration as { stateMachineVersionArn: string; weight: number }[];
    const [only] = routes;
    return {
      Name: is.name,
      ...(is.description !== undefined && { Description: is.description }),
      ...(properties.DeploymentPreference && routes.length === 1
        ? {
            DeploymentPreference: {
              ...properties.DeploymentPreference,
              StateMachineVersionArn: only!.stateMachineVersionArn,
            },
          }
        : {
            RoutingConfiguration: routes.map(({ stateMachineVersionArn, weight }) => ({
              StateMachineVersionArn: stateMachineVersionArn,
              Weight: weight,
            })),
          }),
    };
  },
};

/** AWS: either routes, or a preference by which they come to a version. */
function declared({ properties }: Wanted<Alias>): object {
  const { Description, DeploymentPreference: preference, RoutingConfiguration } = properties;
  if (preference && preference.Type !== 'ALL_AT_ONCE')
    throw new AwsError(
      'InvalidRequest',
      `Penstock does not serve a DeploymentPreference of the type ${preference.Type} (yet)`,
    );
  const routes = preference
    ? [{ StateMachineVersionArn: preference.StateMachineVersionArn, Weight: 100 }]
    : (RoutingConfiguration ?? []);
  return {
    ...(Description !== undefined && { description: Description }),
    routingConfiguration: routes.map(({ StateMachineVersionArn, Weight }) => ({
      stateMachineVersionArn: StateMachineVersionArn,
      weight: Weight,
    })),
  };
}

const madeOf = (arn: string) => ({ physicalId: arn, attributes: { Arn: arn } });
