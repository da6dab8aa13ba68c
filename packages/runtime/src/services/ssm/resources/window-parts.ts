import {
  call,
  everyPage,
  isTold,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

interface Part {
  readonly typeName: string;
  /** What the part is called: `WindowTargetId`. */
  readonly id: 'WindowTargetId' | 'WindowTaskId';
  readonly register: string;
  readonly update: string;
  readonly deregister: string;
  readonly describe: { readonly operation: string; readonly items: string };
  /** What tells all of it, where a list does not. */
  readonly get?: string;
  /** Properties of it that a change may have. */
  readonly spelled: (properties: Properties) => Properties;
  /** Members of an answer, spelled as properties. */
  readonly told: (answer: Properties) => Properties;
}

/** Something in a maintenance window, known by the window's id and its own. */
function partOf(part: Part): ResourceType {
  const { id, describe } = part;
  const placed = ({ physicalId, properties }: Had): Properties => ({
    WindowId: properties['WindowId'],
    [id]: physicalId.slice(physicalId.lastIndexOf('|') + 1),
  });
  function* found(had: Had): Work<Properties | undefined> {
    if (part.get !== undefined)
      return yield* tolerate(['DoesNotExistException'], call('ssm', part.get, placed(had)));
    const { WindowId, [id]: wanted } = placed(had);
    const asked = { service: 'ssm', operation: describe.operation, input: { WindowId } };
    const all = yield* tolerate(['DoesNotExistException'], everyPage(asked, describe.items, 'NextToken'));
    return all?.find((each: Properties) => each[id] === wanted) as Properties | undefined;
  }
  return {
    typeName: part.typeName,
    *create({ properties, token }) {
      const input = { ...part.spelled(properties), WindowId: properties.WindowId, ClientToken: token };
      const answer = yield* call('ssm', part.register, input);
      yield* made(answer[id]);
      return madeOf(id, answer[id]);
    },
    *update({ properties }, had) {
      yield* call('ssm', part.update, { ...part.spelled(properties), ...placed(had), Replace: true });
      return madeOf(id, placed(had)[id]);
    },
    *delete(had) {
      yield* tolerate(['DoesNotExistException'], call('ssm', part.deregister, placed(had)));
    },
    *adopt({ physicalId }) {
      yield* [];
      return madeOf(id, physicalId.slice(physicalId.lastIndexOf('|') + 1));
    },
    list: {
      of: ['WindowId'],
      *identifiers({ properties: { WindowId } }) {
        const asked = { service: 'ssm', operation: describe.operation, input: { WindowId } };
        const all = yield* everyPage(asked, describe.items, 'NextToken');
        return all.map((each) => `${WindowId}|${each[id]}`);
      },
    },
    *read(had) {
      const is = yield* found(had);
      if (!is) return undefined;
      const whole = part.told(is);
      const told = Object.entries(whole).filter(([name, value]) => value !== undefined && isTold(had, name));
      return { ...placed(had), ...Object.fromEntries(told) };
    },
  };
}

const madeOf = (id: string, value: string): Made => ({ physicalId: value, attributes: { [id]: value } });

export const maintenanceWindowTarget = partOf({
  typeName: 'AWS::SSM::MaintenanceWindowTarget',
  id: 'WindowTargetId',
  register: 'RegisterTargetWithMaintenanceWindow',
  update: 'UpdateMaintenanceWindowTarget',
  deregister: 'DeregisterTargetFromMaintenanceWindow',
  describe: { operation: 'DescribeMaintenanceWindowTargets', items: 'Targets' },
  spelled: (properties) => properties,
  told: ({ ResourceType, Targets, OwnerInformation, Name, Description }) => ({
    ResourceType,
    Targets,
    OwnerInformation,
    Name,
    Description,
  }),
});

export const maintenanceWindowTask = partOf({
  typeName: 'AWS::SSM::MaintenanceWindowTask',
  id: 'WindowTaskId',
  register: 'RegisterTaskWithMaintenanceWindow',
  update: 'UpdateMaintenanceWindowTask',
  deregister: 'DeregisterTaskFromMaintenanceWindow',
  describe: { operation: 'DescribeMaintenanceWindowTasks', items: 'Tasks' },
  get: 'GetMaintenanceWindowTask',
  spelled: ({ TaskInvocationParameters: given, ...properties }) => ({
    ...properties,
    ...(properties['Priority'] !== undefined && { Priority: Number(properties['Priority']) }),
    ...(given && { TaskInvocationParameters: parametersIn(given) }),
  }),
  told: ({ WindowId: _, WindowTaskId: __, Targets, TaskInvocationParameters: given, ...rest }) => ({
    ...rest,
    ...(Targets.length > 0 && { Targets }),
    ...(given && { TaskInvocationParameters: parametersTold(given) }),
  }),
});

/** AWS: MaintenanceWindow…Parameters: as the API has them, but that those of commands and runs are named in full. */
function parametersIn(given: Properties): Properties {
  const {
    MaintenanceWindowRunCommandParameters: RunCommand,
    MaintenanceWindowLambdaParameters: lambda,
    MaintenanceWindowStepFunctionsParameters: StepFunctions,
    MaintenanceWindowAutomationParameters: Automation,
  } = given;
  const { Payload, ...rest } = lambda ?? {};
  return {
    ...(RunCommand && { RunCommand: runCommandIn(RunCommand) }),
    ...(lambda && {
      Lambda: {
        ...rest,
        // AWS: a text in base64.
        ...(Payload !== undefined && { Payload: Buffer.from(Payload, 'base64').toString() }),
      },
    }),
    ...(StepFunctions && { StepFunctions }),
    ...(Automation && { Automation }),
  };
}

/** The same, back. */
function parametersTold({ RunCommand, Lambda, StepFunctions }: Properties): Properties {
  const { Payload, ...lambda } = Lambda ?? {};
  return {
    ...(RunCommand && { MaintenanceWindowRunCommandParameters: RunCommand }),
    ...(Lambda && {
      MaintenanceWindowLambdaParameters: {
        ...lambda,
        ...(Payload !== undefined && { Payload: Buffer.from(Payload).toString('base64') }),
      },
    }),
    ...(StepFunctions && { MaintenanceWindowStepFunctionsParameters: StepFunctions }),
  };
}

const runCommandIn = ({ TimeoutSeconds, ...rest }: Properties): Properties => ({
  ...rest,
  ...(TimeoutSeconds !== undefined && { TimeoutSeconds: Number(TimeoutSeconds) }),
});
