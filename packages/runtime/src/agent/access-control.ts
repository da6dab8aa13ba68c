import { fault } from './app-spec-fault.ts';

// AWS: user guide, "AppSpec 'permissions' section": acls and context. How entries are spelled, what is added to them
// and which programs set them: the published agent's ace_info.rb, acl_info.rb and install_instruction.rb.

/** One entry of an access control list. */
export interface AclEntry {
  /** Of what is made in a folder, not of the folder. */
  readonly isDefault: boolean;
  readonly type: AclType;
  /** Whose it is; of the owner, the owning group, the mask and others, nobody's. */
  readonly name: string;
  /** As `rwx`. */
  readonly rights: string;
}

type AclType = 'user' | 'group' | 'mask' | 'other';

/** A context of SELinux. */
export interface SecurityContext {
  readonly user?: string | undefined;
  readonly type: string;
  readonly range?: string | undefined;
}

const types: Readonly<Record<string, AclType>> = {
  u: 'user',
  user: 'user',
  g: 'group',
  group: 'group',
  m: 'mask',
  mask: 'mask',
  o: 'other',
  other: 'other',
};

const spelling = /^(d:|default:)?(?:(u|user|g|group|m|mask|o|other):)?([^:]*):([rwx-]+|[0-7])$/;

/** Reads `[default:]<type>:<name>:<rights>`; without a type it is a user's. Throws AppSpecFault. */
export function aclEntryOf(text: string): AclEntry {
  const [, isDefault, said, word = '', rights = ''] = spelling.exec(text) ?? fault(invalid(text));
  // `m:rw` and `o:r`, which have no name, may leave its place out as well.
  const bare = said === undefined && /^(m|mask|o|other)$/.test(word);
  const type = types[said ?? (bare ? word : 'user')]!;
  const name = bare ? '' : word;
  if (name !== '' && (type === 'mask' || type === 'other')) fault(invalid(text));
  if (name === '' && isDefault === undefined && type !== 'mask')
    fault(
      `${badAcls} Use mode to set the base acl entry (${text}). Update the permissions section of the AppSpec file, ` +
        'and then try again.',
    );
  return { isDefault: isDefault !== undefined, type, name, rights: rightsOf(rights) };
}

const badAcls =
  'The deployment failed because of a problem with the acls permission settings in the application specification file.';

const invalid = (text: string): string => `${badAcls} Invalid acl entry (${text}).`;

function rightsOf(said: string): string {
  const bits = /^[0-7]$/.test(said) ? Number(said) : undefined;
  const has = (letter: string, bit: number) =>
    bits === undefined ? said.includes(letter) : (bits & bit) !== 0;
  return `${has('r', 4) ? 'r' : '-'}${has('w', 2) ? 'w' : '-'}${has('x', 1) ? 'x' : '-'}`;
}

const spelled = ({ isDefault, type, name, rights }: AclEntry): string =>
  `${isDefault ? 'default:' : ''}${type}:${name}:${rights}`;

/** The whole list of a file or folder of this mode, as `setfacl --set` takes it: the base entries are the mode's. */
export function wholeAcl(entries: readonly AclEntry[], mode: number): string {
  const own = completed(
    entries.filter(({ isDefault }) => !isDefault),
    mode,
    false,
  );
  const defaults = entries.filter(({ isDefault }) => isDefault);
  const inherited = defaults.length > 0 ? completed(defaults, mode, true) : [];
  return [...own, ...inherited].map(spelled).join(',');
}

/** With an owner, a group, others, and a mask where somebody is named. */
function completed(entries: readonly AclEntry[], mode: number, isDefault: boolean): readonly AclEntry[] {
  const has = (type: AclType) => entries.some((each) => each.type === type && each.name === '');
  const base = (type: AclType, shift: number): readonly AclEntry[] =>
    has(type) ? [] : [{ isDefault, type, name: '', rights: rightsOf(String((mode >> shift) & 7)) }];
  const all = [...entries, ...base('user', 6), ...base('group', 3), ...base('other', 0)];
  if (has('mask') || !entries.some(({ name }) => name !== '')) return all;
  const { rights } = all.find(({ type, name }) => type === 'group' && name === '')!;
  return [...all, { isDefault, type: 'mask', name: '', rights }];
}

/** Reads a context. AWS: the guide calls its user `user`, the published agent `name`. Throws AppSpecFault. */
export function contextOf(fields: Readonly<Record<string, unknown>>): SecurityContext {
  const { type, range, role } = fields;
  if (typeof type !== 'string' || type === '')
    fault(
      'The deployment failed because the application specification file specifies an invalid context type ' +
        `(${JSON.stringify(fields)}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  if (role !== undefined)
    fault(
      'The deployment failed because the application specification file specifies a role, but roles are not ' +
        'supported. Remove the role from the AppSpec file, and then try again.',
    );
  const user = fields['user'] ?? fields['name'];
  return {
    type,
    ...(user !== undefined && { user: String(user) }),
    ...(range !== undefined && { range: String(range) }),
  };
}
