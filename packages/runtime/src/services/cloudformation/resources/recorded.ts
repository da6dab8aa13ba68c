import { nameFor, type ResourceType, type Work } from '../../../dispatch/resource.ts';

/** A type that nothing here serves: it gets an id, so that others can refer to it, and nothing runs behind it. */
export const recordedType = (typeName: string): ResourceType => ({
  typeName,
  create: (wanted) => atOnce({ physicalId: nameFor(wanted) }),
  update: (_wanted, { physicalId, attributes }) => atOnce({ physicalId, attributes }),
  delete: () => atOnce(undefined),
});

/** Work that asks for nothing. */
function* atOnce<Result>(result: Result): Work<Result> {
  yield* [];
  return result;
}
