import {
  answered,
  call,
  nameFor,
  tolerate,
  type ResourceType,
  type Wanted,
} from '../../../dispatch/resource.ts';

import { checkPreference, shifted, type DeploymentPreference } from './shifting.ts';

export interface Route {
  readonly StateMachineVersionArn: string;
  readonly Weight: number;
}
interface Alias {
  readonly Name?: string;
  readonly Description?: string;
  readonly RoutingConfiguration?: readonly Route[];
  readonly DeploymentPreference?: DeploymentPreference;
}

// AWS: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias.
export const stateMachineAlias: ResourceType<Alias> = {
  typeName: 'AWS::StepFunctions::StateMachineAlias',
  *create(wanted) {
    const name = wanted.properties.Name ?? nameFor(wanted, 80);
    const { Description, DeploymentPreference } = wanted.properties;
    if (DeploymentPreference) checkPreference(DeploymentPreference);
    const { stateMachineAliasArn } = yield* call('states', 'CreateStateMachineAlias', {
      ...described(Description),
      routingConfiguration: routing(routesOf(wanted)),
      name,
    });
    return madeOf(stateMachineAliasArn);
  },
  *update(wanted, { physicalId: stateMachineAliasArn }) {
    const { Description, DeploymentPreference: preference } = wanted.properties;
    // What is undone is not shifted by and by.
    if (preference && !wanted.restores) yield* shifted(stateMachineAliasArn, preference);
    yield* call('states', 'UpdateStateMachineAlias', {
      ...described(Description),
      routingConfiguration: routing(routesOf(wanted)),
      stateMachineAliasArn,
    });
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
const routesOf = ({ properties }: Wanted<Alias>): readonly Route[] => {
  const { DeploymentPreference: preference, RoutingConfiguration = [] } = properties;
  return preference
    ? [{ StateMachineVersionArn: preference.StateMachineVersionArn, Weight: 100 }]
    : RoutingConfiguration;
};

const described = (description: string | undefined) => (description === undefined ? {} : { description });

const routing = (routes: readonly Route[]) =>
  routes.map(({ StateMachineVersionArn, Weight }) => ({
    stateMachineVersionArn: StateMachineVersionArn,
    weight: Weight,
  }));

const madeOf = (arn: string) => ({ physicalId: arn, attributes: { Arn: arn } });
