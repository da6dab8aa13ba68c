import type { Handler } from '../../../dispatch/service.ts';

/** The house's own, told by a flow that is over. */
export const forgetFlow: Handler<{ readonly flow: string }, object> = ({ flow }, { flows }) => {
  flows.remove(flow);
  return {};
};
