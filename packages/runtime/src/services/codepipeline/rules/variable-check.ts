import { configurationError } from '../actions/action.ts';
import { patternOf } from './pattern.ts';
import { hasVariables, type RuleProvider } from './rule.ts';

type Check = (variable: string, value: string) => boolean;

// AWS: user guide, "VariableCheck": Operator: EQ, NE, CONTAINS, and MATCHES by Java's regular expressions.
const operators: Readonly<Record<string, Check>> = {
  EQ: (variable, value) => variable === value,
  NE: (variable, value) => variable !== value,
  CONTAINS: (variable, value) => variable.includes(value),
  MATCHES: (variable, value) => patternOf(value)?.matches(variable) ?? false,
};

/** A variable of the pipeline, compared with a value. It is known at once. */
export const variableCheck: RuleProvider = {
  type: {
    provider: 'VariableCheck',
    inputs: { min: 0, max: 0 },
    configuration: [
      { name: 'Operator', required: true },
      { name: 'Variable', required: true },
      { name: 'Value', required: true },
    ],
  },
  maySkip: true,
  fault: ({ configuration }) => faultOf(configuration),
  start({ configuration }) {
    const fault = faultOf(configuration);
    if (fault !== undefined) return configurationError(fault);
    const { Operator = '', Variable = '', Value = '' } = configuration;
    if (operators[Operator]!(Variable, Value)) return { type: 'succeeds' };
    // AWS: unverified words.
    const message = `The variable value '${Variable}' does not meet the rule: ${Operator} '${Value}'.`;
    return { type: 'fails', error: { code: 'JobFailed', message } };
  },
  proceed: () => configurationError('A variable check has nothing to wait for.'),
};

// AWS: unverified words.
function faultOf({ Operator = '', Value = '' }: Readonly<Record<string, string>>): string | undefined {
  if (hasVariables(Operator)) return undefined;
  if (!Object.hasOwn(operators, Operator))
    return `Operator must be one of ${Object.keys(operators).join(', ')}, and is '${Operator}'`;
  if (Operator === 'MATCHES' && !hasVariables(Value) && !patternOf(Value))
    return `Value is not a regular expression that can be matched here: '${Value}'`;
  return undefined;
}
