import { quoted } from '../../../base/shell-word.ts';

/**
 * What runs as another user comes back with: the command's status, its directory, and what it has exported. It is left
 * in a file of his by its name: no descriptor is kept that commands could have a use of their own for.
 */
const comesBack = `trap '__penstock_as_status=$? __penstock_as_at=$PWD
HOME=$__penstock_as_home
export __penstock_as_at
unset USER LOGNAME __penstock_as_home
/usr/bin/env -0 > "$__penstock_as_left"
exit "$__penstock_as_status"' EXIT
trap 'trap - EXIT TERM; rm -f "$__penstock_as_left"; kill -TERM $$' TERM
`;

/** What he has left is his: his variables are made words of root's shell, and nothing in them is run. */
const asExports = String.raw`s/'/'\\''/g; s/^\([A-Za-z_][A-Za-z0-9_]*\)=\(.*\)/command export \1='\2'/p`;

// AWS: buildspec reference, run-as: "Grants the specified user read and run permissions": a capability does, where
// there is one to give.
const mayRead = '--inh-caps +dac_read_search --ambient-caps +dac_read_search';

/**
 * A command as another user runs it, in a process of its own: what comes after it finds the directory and the exported
 * variables as it left them. Only root can become somebody else: otherwise it is run as it is, and that is said.
 * AWS: buildspec reference, run-as; unverified of a user that is not there.
 */
export function asUser(user: string, shell: 'sh' | 'bash', command: string): string {
  const [name, program] = [quoted(user), quoted(`${comesBack}eval ${quoted(command)}`)];
  return `if [ "$(id -un)" = ${name} ]; then
eval ${quoted(command)}
elif [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
case \${__penstock_as_said-} in '')
  __penstock_as_said=x
  echo 'Penstock leaves out run-as: commands run as the user that runs Penstock' ;;
esac
eval ${quoted(command)}
elif ! id -u ${name} >/dev/null 2>&1; then
echo ${quoted(`user: unknown user ${user}`)} >&2
false
else
__penstock_as_left=$(mktemp) __penstock_as_status=1
{
chown "$(id -u ${name})" "$__penstock_as_left"
__penstock_as_status=0
(
  set -- --reuid ${name} --regid "$(id -g ${name})" --init-groups
  setpriv ${mayRead} true 2>/dev/null && set -- "$@" ${mayRead}
  __penstock_as_home=$HOME HOME=$(getent passwd ${name} | cut -d: -f6) USER=${name} LOGNAME=${name}
  export __penstock_as_home __penstock_as_left HOME USER LOGNAME
  exec setpriv "$@" ${shell} -c ${program} 9<&-
) || __penstock_as_status=$?
command eval "$(LC_ALL=C sed -zn ${quoted(asExports)} <&9 | tr '\\000' '\\n')" || :
} 9<"$__penstock_as_left"
rm -f "$__penstock_as_left"
case \${__penstock_as_at+x} in x) cd "$__penstock_as_at" || : ;; esac
unset __penstock_as_at __penstock_as_left
(exit "$__penstock_as_status")
fi`;
}
