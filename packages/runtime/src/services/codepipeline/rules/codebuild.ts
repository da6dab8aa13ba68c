import { sourceFault, test as build } from '../actions/build.ts';
import { asRule, type RuleProvider } from './rule.ts';

/** A build that has to succeed. It has time-outs of its own, on the wall's clock. */
export const codeBuild: RuleProvider<any> = {
  type: {
    provider: 'CodeBuild',
    inputs: { min: 1, max: 5 },
    configuration: build.type.configuration.filter(({ name }) => name !== 'BuildspecOverride'),
  },
  fault(rule) {
    const fault = sourceFault(rule);
    return fault && `it ${fault}`;
  },
  ...asRule(build),
};
