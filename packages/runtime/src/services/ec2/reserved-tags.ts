import type { Caller, Operation } from '../../dispatch/service.ts';
import { isWaiting } from '../../dispatch/service.ts';
import { reservedTag } from './errors.ts';
import type { Tag } from './shelf.ts';

type Operations = Readonly<Record<string, Operation>>;

/** AWS: tags whose keys begin with `aws:` are its services' own: nobody else gives or takes them. */
export const isReserved = ({ Key }: Pick<Tag, 'Key'>): boolean => /^aws:/i.test(Key);

/** Refuses reserved tags of whoever is no service, in all operations that take tags. */
export function withReservedTags(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, guarded(operation)]),
  );
}

function guarded(operation: Operation): Operation {
  if (isWaiting(operation))
    return {
      waits: async (input, call) => {
        assertTags(input, call.caller);
        return operation.waits(input, call);
      },
    };
  return (input, call) => {
    assertTags(input, call.caller);
    return operation(input, call);
  };
}

interface Tagging {
  readonly Tags?: readonly Tag[] | undefined;
  readonly TagSpecifications?: readonly { readonly Tags?: readonly Tag[] | undefined }[] | undefined;
  readonly LaunchTemplateData?: Tagging | undefined;
}

function assertTags(input: Tagging, { service }: Caller): void {
  if (service === undefined && tagsIn(input).some(isReserved)) reservedTag();
}

const tagsIn = ({ Tags = [], TagSpecifications = [], LaunchTemplateData }: Tagging): readonly Tag[] => [
  ...Tags,
  ...TagSpecifications.flatMap((each) => each.Tags ?? []),
  ...(LaunchTemplateData ? tagsIn(LaunchTemplateData) : []),
];
