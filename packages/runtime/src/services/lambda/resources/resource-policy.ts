import {
  answered,
  call,
  made,
  tolerate,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html */
export const resourcePolicy: ResourceType = {
  typeName: 'AWS::Lambda::ResourcePolicy',
  *create(wanted) {
    const physicalId = yield* put(wanted);
    yield* made(physicalId);
    return { physicalId };
  },
  *update(wanted) {
    return { physicalId: yield* put(wanted) };
  },
  *delete({ physicalId: ResourceArn }) {
    yield* tolerate(gone, call('lambda', 'DeleteResourcePolicy', { ResourceArn }));
  },
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId: ResourceArn }) {
    const found = yield* tolerate(gone, call('lambda', 'GetResourcePolicy', { ResourceArn }));
    return found && { ResourceArn, PolicyDocument: JSON.parse(found.Policy) as object };
  },
};

function* put({ properties: { ResourceArn, PolicyDocument } }: Wanted): Work<string> {
  const Policy = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  yield* call('lambda', 'PutResourcePolicy', { ResourceArn, Policy });
  return ResourceArn as string;
}
