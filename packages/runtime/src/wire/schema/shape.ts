import type { PatternTest } from '../constraints/pattern.ts';

/** What the traits of the SDK's schemas say about how a member travels. Only those that `wire` acts on. */
export interface Traits {
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlAttribute?: 1;
  readonly xmlFlattened?: 1;
  readonly xmlNamespace?: readonly [prefix: string | undefined, uri: string];
  readonly ec2QueryName?: string;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
}

/** How long, how much, how many. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

export interface StringShape extends Limits {
  readonly kind: 'string';
  readonly pattern?: PatternTest;
  readonly values?: ReadonlySet<string>;
}
export interface NumberShape extends Limits {
  readonly kind: 'number';
  readonly type: 'integer' | 'long' | 'float' | 'number';
}
export interface BooleanShape {
  readonly kind: 'boolean';
}
export interface BlobShape extends Limits {
  readonly kind: 'blob';
  readonly streaming: boolean;
}
export interface TimestampShape {
  readonly kind: 'timestamp';
  /** Where the schema fixes one; otherwise the protocol's own. */
  readonly format?: TimestampFormat;
}
export interface DocumentShape {
  readonly kind: 'document';
}
export interface ListShape extends Limits {
  readonly kind: 'list';
  readonly item: Member;
}
export interface MapShape extends Limits {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
}
export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  readonly union: boolean;
  /** Of the shape itself, where it is the root of a document. */
  readonly traits: Traits;
  readonly members: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
}

export type ScalarShape = StringShape | NumberShape | BooleanShape | BlobShape | TimestampShape;
export type Shape = ScalarShape | DocumentShape | ListShape | MapShape | StructureShape;
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly traits: Traits;
  readonly required: boolean;
  /** Its value is not repeated in errors. */
  readonly sensitive: boolean;
}

/** What operations without input or output have. */
export const emptyStructure: StructureShape = {
  kind: 'structure',
  name: 'Unit',
  union: false,
  traits: {},
  members: [],
  byName: new Map(),
};
