import type { Document } from './document.ts';
import { isFields, spread, TransformFault, type Fields } from './document.ts';
import type { Step } from './keys.ts';
import { fieldsOf } from './parsers.ts';

// AWS: user guide, "Built-in processors for AWS vended logs". They read the whole message.

const fill = ({ root }: Document, pairs: Iterable<readonly [string, unknown]>): void => spread(root, pairs);

/** As a number, where it is one. */
const numbered = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** Words with spaces in between, each of which has a name; `-` is nothing. */
function words(names: readonly string[], numbers: ReadonlySet<string>): Step {
  return (document) => {
    const parts = document.message.trim().split(/\s+/);
    if (parts.length !== names.length) throw new TransformFault(`it has not ${names.length} fields`);
    fill(
      document,
      names.flatMap((name, at) => {
        const part = parts[at]!;
        return part === '-' ? [] : [[name, numbers.has(name) ? numbered(part) : part] as const];
      }),
    );
  };
}

/** AWS: VPC user guide, "Flow log records", version 2. */
export const parseVpc = words(
  [
    ...['version', 'accountId', 'interfaceId', 'srcAddr', 'dstAddr', 'srcPort', 'dstPort', 'protocol'],
    ...['packets', 'bytes', 'start', 'end', 'action', 'logStatus'],
  ],
  new Set(['version', 'srcPort', 'dstPort', 'protocol', 'packets', 'bytes', 'start', 'end']),
);

/** AWS: Route 53 developer guide, "Values that appear in DNS query logs". */
export const parseRoute53 = words(
  [
    ...['version', 'queryTimestamp', 'hostZoneId', 'queryName', 'queryType', 'responseCode', 'protocol'],
    ...['edgeLocation', 'resolverIp', 'ednsClientSubnet'],
  ],
  new Set(['version']),
);

const postgres = new RegExp(
  String.raw`^(?<logTime>\S+ \S+ [^\s:]+):(?<srcIp>[^:]*):(?<userName>[^@]*)@(?<dbName>[^:]*):` +
    String.raw`\[(?<processId>\d+)\]:(?<logLevel>\w+):`,
);

/** AWS: user guide: the default prefix of Amazon RDS for PostgreSQL. */
export const parsePostgres: Step = (document) => {
  const found = postgres.exec(document.message)?.groups;
  if (!found) throw new TransformFault('it is no line of PostgreSQL');
  fill(document, Object.entries(found));
};

/** Headers and labels are found by their names. */
export const parseWaf: Step = (document) => {
  const fields = fieldsOf(document.message);
  const { httpRequest, labels } = fields;
  if (isFields(httpRequest) && Array.isArray(httpRequest['headers']))
    httpRequest['headers'] = byName(httpRequest['headers']);
  if (Array.isArray(labels)) fields['labels'] = labelsOf(labels);
  fill(document, Object.entries(fields));
};

const byName = (headers: readonly unknown[]): Fields =>
  Object.fromEntries(headers.filter(isFields).map(({ name, value }) => [String(name), value]));

/** `awswaf:managed:token:absent` is what `awswaf:managed:token` holds. */
const labelsOf = (labels: readonly unknown[]): Fields =>
  Object.fromEntries(
    labels.filter(isFields).map(({ name }) => {
      const text = String(name);
      const at = text.lastIndexOf(':');
      return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
    }),
  );
