import { answer, begin, release, work } from './shop.mjs';
import { tellingUsage } from './usage.mjs';

/** The shop as a Lambda function, behind its URL; a hook invokes it with `{ path }` alone. */
begin();

export const handler = ({ rawPath, path = rawPath, rawQueryString = '' }) =>
  tellingUsage(async () => {
    work(200);
    const { status, body } = await answer(path, new URLSearchParams(rawQueryString));
    // What is thrown is what Lambda counts as an error; its customer gets a 502.
    if (status >= 500 && rawPath) throw new Error(body);
    return { statusCode: status, headers: { 'x-version': release.version }, body };
  });
