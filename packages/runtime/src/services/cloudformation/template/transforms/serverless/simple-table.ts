import type { Value } from '../../template.ts';
import { asValues, present, type Building, type ServerlessResource } from './building.ts';

const attributeTypes: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** A table with one key, `id` where nothing else is said. */
export function addSimpleTable({ id, properties, attributes }: ServerlessResource, building: Building): void {
  const {
    PrimaryKey,
    ProvisionedThroughput,
    TableName,
    Tags,
    SSESpecification,
    PointInTimeRecoverySpecification,
  } = properties;
  const { Name = 'id', Type = 'String' } = asValues(PrimaryKey);
  const type: Value = typeof Type === 'string' ? (attributeTypes[Type] ?? Type) : Type;
  building.add(
    id,
    'AWS::DynamoDB::Table',
    present({
      AttributeDefinitions: [{ AttributeName: Name, AttributeType: type }],
      KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
      BillingMode: ProvisionedThroughput === undefined ? 'PAY_PER_REQUEST' : undefined,
      ProvisionedThroughput,
      TableName,
      Tags: Tags && Object.entries(asValues(Tags)).map(([Key, value]) => ({ Key, Value: value })),
      SSESpecification,
      PointInTimeRecoverySpecification,
    }),
    attributes,
  );
}
