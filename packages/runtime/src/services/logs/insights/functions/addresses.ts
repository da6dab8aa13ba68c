import { cidrOf, isIn } from '../../../../base/pattern/addresses.ts';
import { textOf, type Value } from '../value.ts';
import type { Function } from './index.ts';

/** Bits of an address: 32, 128, or undefined of what is none. */
const widthOf = (value: Value): number | undefined =>
  value === undefined ? undefined : cidrOf(`${textOf(value)}/0`)?.width;

const valid = (...widths: readonly number[]): Function => ({
  arguments: [1, 1],
  apply: ([value]) => widths.includes(widthOf(value) ?? 0),
});

const within = (...widths: readonly number[]): Function => ({
  arguments: [2, 2],
  apply: ([value, subnet]) => {
    const network = subnet === undefined ? undefined : cidrOf(textOf(subnet));
    if (value === undefined || !network || !widths.includes(network.width)) return false;
    return isIn(network, textOf(value));
  },
});

export const addressFunctions: Readonly<Record<string, Function>> = {
  isValidIp: valid(32, 128),
  isValidIpV4: valid(32),
  isValidIpV6: valid(128),
  isIpInSubnet: within(32, 128),
  isIpv4InSubnet: within(32),
  isIpv6InSubnet: within(128),
};
