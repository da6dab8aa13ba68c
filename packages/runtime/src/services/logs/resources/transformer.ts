import { spelling } from '../../../base/spelling.ts';
import { answered, call, tolerate, type Properties, type ResourceType } from '../../../dispatch/resource.ts';

const { api, template } = spelling();
const notFound = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-transformer.html */
export const transformer: ResourceType = {
  typeName: 'AWS::Logs::Transformer',
  *create({ properties }) {
    yield* call('logs', 'PutTransformer', api(properties));
    return { physicalId: properties['LogGroupIdentifier'] as string };
  },
  *update({ properties }, { physicalId }) {
    yield* call('logs', 'PutTransformer', api(properties));
    return { physicalId };
  },
  *delete({ physicalId: logGroupIdentifier }) {
    yield* tolerate(notFound, call('logs', 'DeleteTransformer', { logGroupIdentifier }));
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId: logGroupIdentifier }) {
    const asked = call<Properties>('logs', 'GetTransformer', { logGroupIdentifier });
    const transformerConfig: unknown = (yield* tolerate(notFound, asked))?.['transformerConfig'];
    return transformerConfig === undefined
      ? undefined
      : { ...template({ transformerConfig }), LogGroupIdentifier: logGroupIdentifier };
  },
};
