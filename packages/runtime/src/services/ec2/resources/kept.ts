import {
  answered,
  call,
  listed,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged, tagsFor, tagsRead } from './tagging.ts';

/** How a thing is spoken of that EC2 gives an id, and of which only the tags change. */
interface Kept {
  readonly typeName: string;
  /** What calls say: `CreateRouteTable`, which answers a `RouteTable` or its members alone; `DescribeRouteTables`. */
  readonly noun: string;
  readonly nouns?: string;
  /** What tags are said to be of. */
  readonly tagged: string;
  /** The member that tells its tags, where it is not `Tags`. */
  readonly tags?: string;
  /** The member that holds its id; a list of them has an `s`. */
  readonly id: string;
  /** What CloudFormation calls the id. */
  readonly attribute?: string;
  /** The error that says there is none. */
  readonly missing: string;
  /** What it is made of, of what is wanted. */
  asked(properties: Properties): object;
  /** Its properties, as it is described. */
  told(is: Properties): object;
}

/** The type of such a thing, as templates make, tag, delete, find and adopt it. */
export function kept(of: Kept): ResourceType & { update: (wanted: Wanted, had: Had) => Work<Made> } {
  const { typeName, noun, nouns = `${noun}s`, tagged, tags = 'Tags', id, attribute = id } = of;
  const madeOf = (physicalId: string): Made => ({ physicalId, attributes: { [attribute]: physicalId } });
  return {
    typeName,
    *create(wanted) {
      const input = { ...of.asked(wanted.properties), ...tagsFor(wanted, tagged) };
      const answer = yield* call<Properties>('ec2', `Create${noun}`, input);
      const physicalId = (answer[noun] ?? answer)[id] as string;
      yield* made(physicalId);
      return madeOf(physicalId);
    },
    *update(wanted, { physicalId }) {
      yield* retagged(wanted, physicalId);
      return madeOf(physicalId);
    },
    *delete({ physicalId }) {
      yield* tolerate([of.missing], call('ec2', `Delete${noun}`, { [id]: physicalId }));
    },
    list: listed('ec2', `Describe${nouns}`, {
      items: nouns,
      token: 'NextToken',
      identifier: (item: Properties) => item[id] as string,
    }),
    adopt: ({ physicalId }) => answered(madeOf(physicalId)),
    *read(had: Had) {
      const asked = call<Properties>('ec2', `Describe${nouns}`, { [`${id}s`]: [had.physicalId] });
      const is = (yield* tolerate([of.missing], asked))?.[nouns][0] as Properties | undefined;
      return is && { ...of.told(is), ...tagsRead(had, is[tags]) };
    },
  };
}
