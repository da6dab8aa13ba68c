import type { ProtocolName } from '../schema/operation-model.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import { ec2Query } from './ec2-query.ts';
import type { Protocol } from './protocol.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import { rpcCbor } from './rpc-cbor.ts';
import { s3RestXml } from './s3-rest-xml.ts';

/** All ways to speak that services have. */
export const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  'aws-json': awsJson,
  'aws-query': awsQuery,
  'ec2-query': ec2Query,
  'rest-json': restJson,
  'rest-xml': restXml,
  's3-rest-xml': s3RestXml,
  'rpc-cbor': rpcCbor,
};
