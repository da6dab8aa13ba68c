import { alphabets, derivedUuid, derivedWord } from '../../../base/ids.ts';
import { own } from '../../../base/own.ts';
import type { RegistryType, RegistryValue } from '../../../base/registry-type.ts';
import { nameFor, type Wanted } from '../../../dispatch/resource.ts';
import { textIn } from './evaluate.ts';
import { partitionOf } from './known.ts';
import { recordedForms, type RecordedForm } from './recorded-forms.ts';
import type { Value, Values } from './template.ts';

const allAlphabets: Readonly<Record<string, string>> = {
  ...alphabets,
  alphanumeric: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  digits: '123456789',
};

/** Services that take names in lower case only. */
const lowerCased =
  /^AWS::(DocDB|ElastiCache|Elasticsearch|MemoryDB|Neptune|OpenSearchService|RDS|Redshift)::/;

/** What one resource that is only recorded is called. It follows from what is wanted of it alone. */
export class Recording {
  readonly physicalId: string;
  readonly #type: RegistryType;
  readonly #wanted: Wanted<Values>;
  readonly #form: RecordedForm;
  readonly #name: string;

  constructor(type: RegistryType, wanted: Wanted<Values>) {
    this.#type = type;
    this.#wanted = wanted;
    this.#form = own(recordedForms, type.name) ?? {};
    this.#name = this.#nameOf();
    this.physicalId = this.#physicalId();
  }

  attribute(name: string, value: RegistryValue): Value {
    const form = own(this.#form.attributes, name);
    if (typeof form === 'string') return this.#fill(form, name);
    if (form) return form.map((each, index) => this.#fill(each, `${name}${index}`));
    const said = own(this.#wanted.properties, name);
    if (said !== undefined) return said;
    if (this.#type.primaryIdentifier.length === 1 && this.#type.primaryIdentifier[0] === name)
      return this.physicalId;
    return this.#invent(name, value);
  }

  #nameOf(): string {
    const { name: typeName, properties, primaryIdentifier } = this.#type;
    const noun = typeName.slice(typeName.lastIndexOf(':') + 1);
    const candidates = [this.#form.name, ...primaryIdentifier, 'Name', `${noun}Name`, `${noun}Identifier`];
    const property = candidates.find(
      (each) => each !== undefined && own(properties, each)?.type === 'string',
    );
    const said = property === undefined ? undefined : textIn(own(this.#wanted.properties, property));
    if (said !== undefined) return said;
    const generated = nameFor(this.#wanted, this.#form.nameMax);
    return lowerCased.test(typeName) ? generated.toLowerCase() : generated;
  }

  #physicalId(): string {
    if (this.#form.id !== undefined) return this.#fill(this.#form.id, 'id');
    const identifier = this.#type.refIdentifier ?? this.#type.primaryIdentifier;
    if (identifier.length === 0) return this.#name;
    return identifier.map((part) => this.#identify(part)).join('|');
  }

  #identify(part: string): string {
    const said = textIn(own(this.#wanted.properties, part));
    if (said !== undefined) return said;
    const property = own(this.#type.properties, part);
    if (property) return this.#name;
    return textIn(this.#invent(part, own(this.#type.attributes, part) ?? 'string')) ?? this.#name;
  }

  /** A value of the form that its name suggests. */
  #invent(name: string, value: RegistryValue): Value {
    if (value === 'boolean') return false;
    if (value === 'integer' || value === 'number') return /Version(Number)?$/.test(name) ? 1 : 0;
    if (typeof value === 'object') return 'list' in value ? [] : {};
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (/A(rn|RN)$/.test(last)) return this.#arn(last);
    const known = suggestions.find(([pattern]) => pattern.test(last));
    return known ? this.#fill(known[1], name) : this.#name;
  }

  #arn(name: string): string {
    const { name: typeName, arnTemplate } = this.#type;
    const [, service = '', noun = ''] = typeName.split('::');
    const ownArn = name.length === 3 || noun.toLowerCase().startsWith(name.slice(0, -3).toLowerCase());
    if (ownArn && arnTemplate !== undefined)
      return arnTemplate.replaceAll(/\$\{(\w+)\}/g, (_all, variable: string) => this.#inArn(variable));
    const path = ownArn ? `${noun.toLowerCase()}/{name}` : `${name.slice(0, -3).toLowerCase()}/{lower10}`;
    return this.#fill(`arn:{Partition}:${service.toLowerCase()}:{Region}:{Account}:${path}`, name);
  }

  #inArn(variable: string): string {
    if (['Partition', 'Region', 'Account'].includes(variable)) return this.#fill(`{${variable}}`, variable);
    const said = textIn(own(this.#wanted.properties, variable));
    if (said !== undefined) return said;
    // While the id itself is made of the ARN there is none yet.
    const id = this.physicalId as string | undefined;
    return variable.endsWith('Id') && id !== undefined && !/[|:]/.test(id) ? id : this.#name;
  }

  #fill(form: string, purpose: string): string {
    let count = 0;
    return form.replaceAll(/\{([^{}]+)\}/g, (_all, choices: string) => {
      const each = choices.split('|');
      const found = each.map((choice) => this.#placeholder(choice, `${purpose}${count++}`));
      return found.find((text) => text !== undefined) ?? each.at(-1)!;
    });
  }

  #placeholder(name: string, purpose: string): string | undefined {
    const { account, region, stackId, logicalId, suffix, properties } = this.#wanted;
    const seed = [account, region, stackId, logicalId, suffix, purpose];
    const [, alphabet = '', length = ''] = /^([a-z]+)(\d+)$/.exec(name) ?? [];
    const letters = own(allAlphabets, alphabet);
    if (letters !== undefined) return derivedWord(Number(length), letters, ...seed);
    const known: Readonly<Record<string, () => string>> = {
      name: () => this.#name,
      id: () => this.physicalId,
      uuid: () => derivedUuid(...seed),
      octet: () => String((Number.parseInt(derivedUuid(...seed).slice(0, 4), 16) % 254) + 1),
      zone: () => `${region}a`,
      Region: () => region,
      Account: () => account,
      Partition: () => partitionOf(region),
    };
    return own(known, name)?.() ?? textIn(own(properties, name));
  }
}

/** What the last word of an attribute's name says of its form. */
const suggestions: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^(Aws)?AccountId$|OwnerId$/, '{Account}'],
  [/VpcId$/, 'vpc-{hex17}'],
  [/SubnetId$/, 'subnet-{hex17}'],
  [/SecurityGroup(Id)?$/, 'sg-{hex17}'],
  [/HostedZoneI[dD]$/, 'Z{upper20}'],
  [/I[dD]$/, '{lower10}'],
  [/U(rl|RL|ri|RI)$/, 'https://{name}.{Region}.amazonaws.com'],
  [/(Endpoint|Domain|DomainName|D(ns|NS)Name|Address)$/, '{lower10}.{Region}.amazonaws.com'],
  [/Port$/, '443'],
  [/(Time|Timestamp|Date|At)$/, '1970-01-01T00:00:00Z'],
  [/(Status|State)$/, 'ACTIVE'],
  [/(Version|VersionNumber|Revision)$/, '1'],
];
