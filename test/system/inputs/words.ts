/** Makes a call with a good input; its answer, or nothing where it is refused. */
export type Make = (service: string, operation: string, input: object) => Promise<any>;

export const account = '000000000000';
export const role = `arn:aws:iam::${account}:role/ground`;
export const tags = [{ key: 'k', value: 'v' }];
export const upperTags = [{ Key: 'k', Value: 'v' }];
