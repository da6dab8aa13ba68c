/** Zones of the regions that have not just `a`, `b` and `c`. */
// AWS: EC2 user guide, "Available Regions", numbers of Availability Zones; which letters an account sees differs.
const letters: Readonly<Record<string, string>> = {
  'us-east-1': 'abcdef',
  'us-west-1': 'ab',
  'us-west-2': 'abcd',
  'ap-northeast-1': 'acd',
  'ap-northeast-2': 'abcd',
};

export interface Zone {
  readonly name: string;
  /** `use1-az1`. */
  readonly id: string;
}

export function zonesOf(region: string): Zone[] {
  return [...(letters[region] ?? 'abc')].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${shortOf(region)}-az${index + 1}`,
  }));
}

/** `us-east-1` is `use1`, `ap-southeast-2` is `apse2`. */
function shortOf(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const points = /^(north|south|central)?(east|west)?$/.exec(direction);
  const initials = points ? `${points[1]?.charAt(0) ?? ''}${points[2]?.charAt(0) ?? ''}` : direction;
  return `${area}${initials}${number}`;
}

/** AWS: regions that need no opting in, and those that do are left out. */
export const regions: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
];
