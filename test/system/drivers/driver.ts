import type { Place } from '../../../examples/storefront/deliver/clients.ts';

/** A real client of AWS, whatever it is written in: the same calls, by the API's own names. */
export interface Driver {
  readonly name: string;
  /** `service` is the AWS CLI's word; `operation` and the members are the API's. Rejects with the error's code in its message. */
  call(service: string, operation: string, input: object): Promise<Record<string, any>>;
  close(): void;
}

/** A client that is not on this machine, and why its test is skipped. */
export interface Absent {
  readonly absent: string;
}

export type Open = (place: Place) => Promise<Driver | Absent>;

/** `CreatePipeline` as the AWS CLI (`create-pipeline`) and Python (`create_pipeline`) spell it. */
export function spelled(operation: string, between: string): string {
  const words = operation
    .replace(/([a-z0-9])([A-Z])/g, `$1${between}$2`)
    .replace(/([A-Z]+)([A-Z][a-z])/g, `$1${between}$2`);
  return words.toLowerCase();
}

export function environment(place: Place): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_ACCESS_KEY_ID: place.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: place.credentials.secretAccessKey,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
