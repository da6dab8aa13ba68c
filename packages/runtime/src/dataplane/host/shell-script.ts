import { quoted } from '../../base/shell-word.ts';

/** What a part of a standing shell is made of. */
export interface PartScript {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly report: readonly string[];
  /** Said before each command, with its number, and at the end. */
  readonly announce?: { readonly before: string; readonly after: string };
  /** The shell ends with it. */
  readonly isLast: boolean;
}

/**
 * What a standing shell does for ever, in the folder that it shares with its supervisor: `questions.fifo` has the
 * number of the next part, a line each; `answers.fifo` is told the number of a part that is done; `parts` holds a
 * folder for each, by its number. It holds nothing open while a command runs, so that commands can neither read nor
 * break the channel. A number may be told twice, after the supervisor was lost: the second time is passed over.
 */
const standing = `__penstock_trace= __penstock_leaving=x
trap ${quoted(endedScript())} EXIT
while :; do
  case $__penstock_again in '')
    case $__penstock_next in '')
      read -r __penstock_next < "$__penstock_folder/questions.fifo" ||
        [ -p "$__penstock_folder/questions.fifo" ] || exit 255 ;;
    esac
    __penstock_part=$__penstock_next
    __penstock_next=
    case $__penstock_part in ''|*[!0-9]*) continue ;; esac
    [ "$__penstock_part" -gt "$__penstock_last" ] || continue
    __penstock_last=$__penstock_part
    __penstock_status=0 __penstock_failed= __penstock_done=-1 __penstock_before= __penstock_finally=0 ;;
  esac
  __penstock_again=
  case \${BASH_VERSION+x} in x) trap '__penstock_leaving=x; trap - TERM; kill -TERM $$' TERM ;; esac
  __penstock_leaving=
  __penstock_reached=
  . "$__penstock_folder/parts/$__penstock_last/commands.sh"
  __penstock_left=commands
  ${leftScript()}
  __penstock_reached=
  . "$__penstock_folder/parts/$__penstock_last/finally.sh"
  __penstock_left=finally
  ${leftScript()}
  __penstock_leaving=x
  case \${BASH_VERSION+x} in x) trap - TERM ;; esac
  . "$__penstock_folder/parts/$__penstock_last/report.sh"
  echo "$__penstock_last" > "$__penstock_folder/answers.fifo"
done`;

/** The program of a standing shell; its arguments are its folder, and what it has been told already, if anything. */
export const shellProgram = `__penstock_folder=$1 __penstock_next=\${2-} __penstock_last=0 __penstock_again=
set --
${standing}`;

/**
 * The program of the shell that goes on, as the same process, where a command has ended the one before it. It lies in
 * their folder.
 */
export const resumeProgram = `__penstock_folder=$1 __penstock_next= __penstock_last=$2 __penstock_again=1
__penstock_done=$3 __penstock_before=$4 __penstock_failed=$5
case $4 in
  '') __penstock_status=$6 __penstock_finally=0 ;;
  *) __penstock_status=$4 __penstock_finally=$6 ;;
esac
case $6 in 0) ;; *) __penstock_failed=\${5:-$3} ;; esac
shift 6
${standing}`;

/**
 * What a shell does when it ends. `exit` ends the command that says it, and not what comes after it, which finds the
 * directory and the variables as they were. Bash runs this too when it is told to end, which `TERM` notes; a status
 * above 128 tells of a signal.
 */
function endedScript(): string {
  return `{ __penstock_exit=$?; case $- in *x*) set +x ;; esac; } 2>/dev/null
case $__penstock_leaving$__penstock_exit in [0-9]|[0-9][0-9]|1[01][0-9]|12[0-8])
  unset IFS
  for __penstock_name in $(set | sed -n "s/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p"); do
    case $__penstock_name in
      __penstock_*|_|*UID|PPID|BASH*|SHELLOPTS) ;;
      *) export "$__penstock_name" ;;
    esac
  done
  exec "$0" -c ". \\"\\$1/resume.sh\\"" "$0" "$__penstock_folder" "$__penstock_last" "$__penstock_at" \\
    "$__penstock_before" "$__penstock_failed" "$__penstock_exit" ;;
esac`;
}

/**
 * The program of a shell that stands ready before anybody wants it. It says that it is there, by the name it is
 * given, and waits in the folder of that name, wherever that is put, for the number of its first part: there is then
 * what makes of it somebody's. It ends with whoever holds what it is told by.
 */
export const readyProgram = `echo "$1 $$" >&3
exec 3>&-
shift
read -r __penstock_next < questions.fifo || exit
__penstock_last=0 __penstock_again=
. ./start.sh
${standing}`;

/**
 * The program of what starts shells that stand ready, in folders of these names, and says how each ends; its argument
 * is their program. They are a pipeline, and none of them in the background: what is, cannot be interrupted.
 */
export function nurseryProgram(names: readonly string[]): string {
  const fifos = names.map((name) => `${name}/output.fifo ${name}/questions.fifo ${name}/answers.fifo`);
  return `mkfifo -m 600 ${fifos.join(' ')} || exit
program=$1
exec 4>&1
born() {
  ( cd "$1" && exec setsid sh -c "$program" sh "$1" 3>&4 4>&- < /dev/null 1<> output.fifo 2>&1 )
  echo "$1 ended $?" >&4
}
${names.map((name) => `born ${name}`).join(' | ')}`;
}

/** What makes of it a standing shell in a folder, with this environment besides the PATH it has had. */
export function startScript(
  shell: 'sh' | 'bash',
  folder: string,
  { directory, env }: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
): string {
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const program = [shell, '-c', shellProgram, shell, folder].map(quoted).join(' ');
  const become = shell === 'sh' ? '' : `exec ${program} "$__penstock_next"\n`;
  return `__penstock_folder=${quoted(folder)}
${exports.join('')}cd ${quoted(directory)} || exit
unset OLDPWD
${become}`;
}

/** What a shell makes something else of than of other variables, though none has come to it. */
const special = new Set([
  'IFS',
  'LINENO',
  'OPTIND',
  'PPID',
  'PS1',
  'PS2',
  'PS4',
  'UID',
  'EUID',
  'SHELLOPTS',
  'BASHOPTS',
]);

/** Whether a shell that runs already can be given a variable as one that is started finds it in its environment. */
export const canBeGiven = ([name, value]: readonly [name: string, value: string]): boolean =>
  isVariableName(name) && !special.has(name) && !value.includes('\0');

/** The scripts of one part, by their file names. `folder` is the part's own. */
export function partScripts(part: PartScript, folder: string): Record<string, string> {
  const exports = Object.entries(part.env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const { announce } = part;
  const numbered = (commands: readonly string[], offset: number): NumberedCommand[] =>
    commands.map((command, index) => ({
      command,
      number: offset + index,
      said: announce ? saying(`${announce.before}${offset + index}`) : '',
    }));
  const last = block(numbered(part.finally, part.commands.length), folder);
  return {
    'commands.sh': exports.join('') + block(numbered(part.commands, 0), folder),
    'finally.sh': `__penstock_before=$__penstock_status\n__penstock_status=$__penstock_finally\n${last}`,
    'report.sh':
      (announce ? saying(announce.after) : '') +
      reportScript(part.report, folder) +
      (part.isLast ? leaving : ''),
  };
}

/** Its end comes when it is told: a trap that takes long is not waited for. */
const leaving = 'echo "$__penstock_last" > "$__penstock_folder/answers.fifo"\nexit 0\n';

interface NumberedCommand {
  readonly command: string;
  readonly number: number;
  /** A command that says that this one comes; or nothing. */
  readonly said: string;
}

/** A shell's own word, whatever it is: on a line of its output. */
const saying = (line: string): string => `printf '%s\\n' ${quoted(line)}\n`;

/**
 * Commands in order, up to the first that fails. `command eval` survives a syntax error in every shell; the
 * loop of one round catches a stray `break`; tracing (`set -x`) is switched off around what is ours.
 */
function block(commands: readonly NumberedCommand[], folder: string): string {
  const runs = commands.map(
    ({
      command,
      number,
      said,
    }) => `if [ "$__penstock_status" -eq 0 ] && [ ${number} -gt "$__penstock_done" ]; then
printf %s ${number} >| ${quoted(`${folder}/at`)}
__penstock_at=${number}
${said}case $__penstock_trace in x) set -x ;; esac
for __penstock_once in 1; do
command eval ${quoted(command)}
done
{ __penstock_status=$?
case $- in *x*) __penstock_trace=x; set +x ;; *) __penstock_trace= ;; esac; } 2>/dev/null
case $__penstock_status in 0) ;; *) __penstock_failed=\${__penstock_failed:-$__penstock_at} ;; esac
fi
`,
  );
  return `${runs.join('')}__penstock_reached=1\n`;
}

/** A command that says \`return\` leaves the rest undone: that is a failure of its own, never a success. */
function leftScript(): string {
  return `{ case $- in *x*) __penstock_trace=x; set +x ;; esac; } 2>/dev/null
case $__penstock_reached in '')
  __penstock_status=1
  __penstock_failed=\${__penstock_failed:-$__penstock_at} ;;
esac
case $__penstock_left in finally)
  case $__penstock_before in 0) ;; *) __penstock_status=$__penstock_before ;; esac ;;
esac
`;
}

/**
 * Fields that end in NUL: status, index of the failed command, NAME=value …, and a last one that says it is
 * whole.
 */
function reportScript(names: readonly string[], folder: string): string {
  const reports = names.map(
    (name) => `case \${${name}+set} in set) printf '%s=%s\\0' ${name} "$${name}" ;; esac\n`,
  );
  return `{
printf '%s\\0%s\\0' "$__penstock_status" "$__penstock_failed"
${reports.join('')}printf 'whole\\0'
} >| ${quoted(`${folder}/result`)}
`;
}

/** Undefined where the shell has not finished writing it. */
export function parseResult(
  text: string,
): { exitCode: number; failed?: number; variables: Record<string, string> } | undefined {
  const fields = text.split('\0');
  if (fields.at(-2) !== 'whole') return undefined;
  const [status = '', failed = '', ...reported] = fields.slice(0, -2);
  const variables = reported.map((field) => {
    const equals = field.indexOf('=');
    return [field.slice(0, equals), field.slice(equals + 1)];
  });
  return {
    exitCode: Number(status),
    ...(failed === '' ? {} : { failed: Number(failed) }),
    variables: Object.fromEntries(variables) as Record<string, string>,
  };
}

export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
