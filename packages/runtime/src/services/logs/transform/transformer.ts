import type { Processor } from '@aws-sdk/client-cloudwatch-logs';
import { invalidParameter, notServed } from '../errors.ts';
import { dateTimeConverter } from './dates.ts';
import { TransformFault, type Document } from './document.ts';
import { addKeys, copyValue, deleteKeys, listToMap, moveKeys, renameKeys, type Step } from './keys.ts';
import { csv, grok, parseJson, parseKeyValue } from './parsers.ts';
import {
  lowerCaseString,
  splitString,
  substituteString,
  trimString,
  typeConverter,
  upperCaseString,
} from './texts.ts';
import { parsePostgres, parseRoute53, parseVpc, parseWaf } from './vended.ts';

/** Makes JSON of a message. Undefined where it cannot: the event stays as it was. */
export type Transformer = (message: string, metadata: Document['metadata']) => string | undefined;

type Name = keyof Processor & string;

/** By their names; the configurable ones read what they are configured to. */
const makers: Readonly<Record<string, (given: any) => Step>> = {
  addKeys,
  copyValue,
  csv,
  dateTimeConverter,
  deleteKeys,
  grok,
  listToMap,
  lowerCaseString,
  moveKeys,
  parseJSON: parseJson,
  parseKeyValue,
  parsePostgres: () => parsePostgres,
  parseRoute53: () => parseRoute53,
  parseVPC: () => parseVpc,
  parseWAF: () => parseWaf,
  renameKeys,
  splitString,
  substituteString,
  trimString,
  typeConverter,
  upperCaseString,
};

/** They make fields of a text; those of AWS's own logs come first, and read the message. */
const configurable: readonly string[] = ['csv', 'grok', 'parseJSON', 'parseKeyValue'];
const isParser = (name: string): boolean => name.startsWith('parse') || configurable.includes(name);

// AWS: user guide, "Processors that you can use": the first one must be a parser. Words unverified.
export function transformerOf(config: readonly Processor[]): Transformer {
  const steps = config.map((processor, at) => stepOf(processor, at));
  return (message, metadata) => {
    const document: Document = { message, metadata, root: {} };
    try {
      for (const step of steps) step(document);
      return JSON.stringify(document.root);
    } catch (error) {
      // A RangeError says that fields lie so deep in each other that they can be read, and not be written.
      if (error instanceof TransformFault || error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

function stepOf(processor: Processor, at: number): Step {
  const given = Object.entries(processor).filter(([, value]) => value !== undefined) as [Name, any][];
  if (given.length !== 1) invalidParameter('Each processor of a transformer is one processor.');
  const [name, configuration] = given[0]!;
  const make = makers[name] ?? notServed(`the processor ${name}`);
  if (at === 0 && !isParser(name)) invalidParameter('The first processor of a transformer must be a parser.');
  if (!isParser(name) || configurable.includes(name)) {
    if (at === 0 && (configuration.source ?? '@message') !== '@message')
      invalidParameter('The first processor of a transformer reads @message.');
    return make(configuration);
  }
  if (at > 0) invalidParameter(`${name} must be the first processor of a transformer.`);
  if ((configuration.source ?? '@message') !== '@message')
    invalidParameter(`No other value than @message is allowed for source of ${name}.`);
  return make(configuration);
}
