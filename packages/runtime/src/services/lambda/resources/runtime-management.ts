import { call, isOnItsOwn, type Had, type Work } from '../../../dispatch/resource.ts';

/** What a function has operations of its own for: when it gets another runtime, and what of loops. */
interface Behaviour {
  readonly RuntimeManagementConfig?: {
    readonly UpdateRuntimeOn: string;
    readonly RuntimeVersionArn?: string;
  };
  readonly RecursiveLoop?: string;
}

const usual = { RuntimeManagementConfig: { UpdateRuntimeOn: 'Auto' }, RecursiveLoop: 'Terminate' };

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

export function* behave(FunctionName: string, wanted: object, before: object): Work<void> {
  const { RuntimeManagementConfig: updates, RecursiveLoop }: Behaviour = { ...usual, ...wanted };
  const former: Behaviour = { ...usual, ...before };
  if (differ(updates, former.RuntimeManagementConfig))
    yield* call('lambda', 'PutRuntimeManagementConfig', { FunctionName, ...updates });
  if (RecursiveLoop !== former.RecursiveLoop)
    yield* call('lambda', 'PutFunctionRecursionConfig', { FunctionName, RecursiveLoop });
}

/** As far as the template says it. */
export function* behaviourOf(had: Had<object>): Work<Behaviour> {
  const { physicalId: FunctionName, properties } = had;
  const said: Behaviour = isOnItsOwn(had) ? usual : { ...properties };
  const updates =
    said.RuntimeManagementConfig && (yield* call('lambda', 'GetRuntimeManagementConfig', { FunctionName }));
  const loop =
    said.RecursiveLoop !== undefined &&
    (yield* call('lambda', 'GetFunctionRecursionConfig', { FunctionName }));
  return {
    ...(updates && { RuntimeManagementConfig: { UpdateRuntimeOn: updates.UpdateRuntimeOn } }),
    ...(loop && { RecursiveLoop: loop.RecursiveLoop }),
  };
}
