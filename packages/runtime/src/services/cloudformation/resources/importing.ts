import {
  ResourceFailure,
  made,
  type Had,
  type Made,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { importNotFound } from '../errors.ts';

/** What is there, and what `Ref` answers of it where that is not its physical id. */
type Found = Had & { readonly ref?: string };

/** What is there already of a type, by its primary identifier, and how it is. Undefined where nothing is. */
export function* lookedUp(type: ResourceType, sought: Had): Work<Found | undefined> {
  const { physicalId, ref, attributes = {} } = yield* type.adopt!(sought);
  const found: Found = { ...sought, physicalId, attributes, ...(ref !== undefined && { ref }) };
  const live = yield* type.read!(found);
  return live && { ...found, properties: live };
}

/** Takes what is there into the stack, and gives it the stack's tags. What the template says of it is believed. */
// AWS: user guide, "Import AWS resources": "does not check that the template configuration matches the actual".
export function* importing(type: ResourceType, wanted: Wanted, sought: Had): Work<Made> {
  const there = yield* lookedUp(type, sought);
  if (!there) throw new ResourceFailure(importNotFound(type.typeName, sought.physicalId), 'NotFound');
  yield* made(there.physicalId);
  if (type.take) return yield* type.take(wanted, there);
  const { physicalId, attributes, ref } = there;
  if (wanted.stackTags.length === 0 || !type.update)
    return { physicalId, attributes, ...(ref !== undefined && { ref }) };
  return yield* type.update(wanted, { ...there, properties: wanted.properties });
}

/** Whether resources of a type can be taken into a stack. */
export const isImportable = (type: ResourceType): boolean =>
  type.adopt !== undefined && type.read !== undefined;
