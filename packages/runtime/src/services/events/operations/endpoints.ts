import { invalid } from '../errors.ts';

/** AWS takes https alone; here a server of one's own machine may do without. */
export function requireEndpoint(parameter: string, endpoint: string): void {
  if (!/^https?:\/\/[^/?#]/i.test(endpoint) || !URL.canParse(endpoint))
    invalid(`Parameter ${parameter} is not valid. Reason: ${endpoint} is not an HTTPS endpoint.`);
}
